"""Reads a JUnit report; fails where a test was skipped, or no browser or PostgreSQL test ran."""

import sys
import xml.etree.ElementTree as ET


def faults(report: str) -> list[str]:
    """What is wrong with the run, one sentence each; empty when everything ran."""
    cases = list(ET.parse(report).iter("testcase"))
    names = [f"{case.get('classname')}.{case.get('name')}" for case in cases]
    skipped = [
        f"skipped: {name}: {reason.get('message')}"
        for name, case in zip(names, cases, strict=True)
        if (reason := case.find("skipped")) is not None
    ]
    kinds = {prop.get("value") for prop in ET.parse(report).iter("property") if prop.get("name") == "kind"}
    absent = [f"no {kind} test ran" for kind in ("browser", "postgres") if kind not in kinds]
    return skipped + absent


if __name__ == "__main__":
    found = faults(sys.argv[1])
    sys.stderr.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)
