"""Forms of a pack are read strictly: each fault names the file, the form, the field, and what is allowed."""

import pytest

from tests.packs.sample import write_pack
from tracker.packs.loader import PackRefused
from tracker.packs.shelf import load_shelf

FORM = """
[[forms]]
id = "notice"
title = { ja = "届出書", en = "Notice" }
article = "Art. 7"
article_ja = "第7条"
records = "told"

[[forms.layouts]]
id = "one"
label = { ja = "一", en = "One" }
subject = "filing"
fields = [%s]
"""
GOOD = '{ name = "number", label = { ja = "番号", en = "Number" }, fact = "filed", read = "application_no" }'
TABLE = 'table = { columns = ["a", "b"], total = 3 }'
FAULTS = [
    (GOOD.replace("filed", "field"), "forms.notice.one.number.fact: 'field' is not declared; allowed: "),
    (
        GOOD.replace("application_no", "aplication_no"),
        "read: 'aplication_no' is nothing of 'filed'; there are: ",
    ),
    (GOOD.replace(', fact = "filed", read = "application_no"', ""), "is typed; needs 'discloses', control"),
    (GOOD.replace("read = ", 'source = "title", read = '), "has both source and fact"),
    (GOOD.replace("read = ", 'discloses = "control", read = '), "discloses: only typed fields have it"),
    (
        GOOD.replace('fact = "filed", read = "application_no"', 'source = "titel"'),
        "source: is not one of the words",
    ),
    (
        GOOD.replace("read = ", 'colour = "red", read = '),
        "colour: is not known here; allowed: about, default",
    ),
    (f"{GOOD}, {GOOD}", "field 'number' stands twice"),
    (
        GOOD.replace('fact = "filed", read = "application_no"', f'discloses = "control", {TABLE}'),
        "table.total: there is no column 3",
    ),
]


def read(tmp_path, text: str):
    return load_shelf([write_pack(tmp_path, forms=text)])


def test_a_form_that_is_right_is_on_the_shelf(tmp_path):
    form = read(tmp_path, FORM % GOOD).packs["sample"].forms["notice"]
    assert form.layout("one").fields[0].read == "application_no"
    assert form.layout("two") is None


@pytest.mark.parametrize(("field", "said"), FAULTS, ids=lambda value: value[-40:])
def test_each_fault_says_where_and_what_would_be_right(tmp_path, field, said):
    with pytest.raises(PackRefused) as refused:
        read(tmp_path, FORM % field)
    line = next((line for line in refused.value.faults if said in line), "")
    assert line.startswith("sample/forms.toml: forms.notice")


def test_what_a_form_records_is_declared(tmp_path):
    with pytest.raises(PackRefused) as refused:
        read(tmp_path, (FORM % GOOD).replace('records = "told"', 'records = "tolled"'))
    assert any("records: fact 'tolled' is not declared" in line for line in refused.value.faults)
