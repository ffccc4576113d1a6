"""Terms laid over other terms: what holds on, what is switched off, what is worded anew, what is refused."""

import pytest

from tests.packs.sample import FACTS, RULES, write_pack
from tracker.packs.shelf import default_shelf
from tracker.packs.shelving import shelved

SHELF = default_shelf()
SPECIAL, ORDINARY = SHELF.packs["nedo-multimodal-2026"], SHELF.packs["nedo-standard"]
OFF = ["28-3", "31", "31-2", "31-3", "31-4", "31-5", "31-6", "32", "32-2", "33", "35", "44(7)-(14)"]

OVER = """\
id = "over"
title = { ja = "特約", en = "Special terms" }
issued_by = { ja = "見本機関", en = "Sample agency" }
source = "Special terms"
checked = 2026-01-01
extends = "sample"
"""
UNKNOWN = """\
[[unknowns]]
id = "periods-roll"
type = "boolean"
question = { ja = "延びるか", en = "Does it roll?" }
default = { ja = "延びない", en = "No" }
alternative = { ja = "延びる", en = "Yes" }
affects = ["notice"]
"""
TWO_RULES = RULES + RULES.replace('"notice"', '"second"').replace('article = "1"', 'article = "2(3)"')


def laid(tmp_path, over="", unknowns_over=""):
    """The sample pack with two rules and one laid over it; the faults of both."""
    write_pack(tmp_path, rules=TWO_RULES, unknowns=UNKNOWN)
    home = tmp_path / "over"
    home.mkdir()
    for name, text in {"pack": OVER + over, "unknowns": unknowns_over}.items():
        (home / f"{name}.toml").write_text(text, encoding="utf-8")
    packs, _, faults = shelved([home, tmp_path / "sample"], SHELF.offices)
    return packs["over"], faults


def test_the_special_terms_switch_off_what_their_articles_2_and_3_name():
    assert SPECIAL.extends == ORDINARY.id
    assert list(SPECIAL.disable) == OFF


def test_of_the_ordinary_terms_only_the_report_of_use_holds_on():
    assert [rule.id for rule in SPECIAL.rules.values() if rule.origin == ORDINARY.id] == ["use-report"]
    assert not SPECIAL.rules["use-report"].confirmed
    assert "use-started" in SPECIAL.facts
    assert "transfer-planned" not in SPECIAL.facts


def test_the_notices_of_articles_6_and_8_are_worded_anew():
    for rule in ("filing-notice", "registration-notice", "transfer-notice"):
        assert SPECIAL.rules[rule].origin == SPECIAL.id
        assert ORDINARY.rules[rule].origin == ORDINARY.id
    about = {key.name: key.choices for key in SPECIAL.facts["status-notice-submitted"].keys}["about"]
    assert len(about) == 5


def test_every_rule_of_the_ordinary_terms_is_unconfirmed_and_rests_on_a_question():
    for rule in ORDINARY.rules.values():
        assert not rule.confirmed
        assert rule.why_unconfirmed is not None
        assert rule.asks in ORDINARY.unknowns


def test_an_overlay_without_more_says_what_its_base_says(tmp_path):
    over, faults = laid(tmp_path)
    assert faults == []
    assert list(over.rules) == ["notice", "second"]
    assert {rule.origin for rule in over.rules.values()} == {"sample"}
    assert {"filed", "told"} == set(over.facts)
    assert list(over.unknowns) == ["periods-roll"]


def test_an_article_switched_off_takes_its_rules_along(tmp_path):
    over, faults = laid(tmp_path, 'disable = ["2"]\n')
    assert (faults, list(over.rules)) == ([], ["notice"])


def test_a_rule_switched_off_takes_along_what_only_it_spoke_of(tmp_path):
    over, faults = laid(tmp_path, 'disable = ["notice", "second"]\n')
    assert (faults, over.rules, over.facts, over.unknowns) == ([], {}, {}, {})


def test_a_rule_worded_anew_stands_in_the_text_of_the_overlay(tmp_path):
    over, faults = _anew(tmp_path)
    assert faults == []
    assert over.rules["notice"].origin == "over"
    assert over.rules["notice"].deadline.term.days == 30
    assert over.rules["second"].origin == "sample"


def _anew(tmp_path):
    home = tmp_path / "over"
    home.mkdir()
    (home / "pack.toml").write_text(OVER + 'replace = ["notice"]\n', encoding="utf-8")
    (home / "rules.toml").write_text(RULES.replace("days = 60", "days = 30"), encoding="utf-8")
    write_pack(tmp_path, rules=TWO_RULES)
    packs, _, faults = shelved([home, tmp_path / "sample"], SHELF.offices)
    return packs["over"], faults


WRONG = {
    "an article that the base has not": (
        'disable = ["9"]\n',
        "over/pack.toml: disable: '9' is no article, rule, kind of fact or unknown of sample; articles: 1, 2",
    ),
    "a rule that the base has not": (
        'replace = ["notices"]\n',
        "over/pack.toml: replace: 'notices' is nothing of sample; there are: filed, notice, periods-roll,",
    ),
    "a rule to be worded anew that is not": (
        'replace = ["notice"]\n',
        "over/pack.toml: replace: 'notice' is not worded anew in rules.toml; word it or disable it",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_name_is_told_with_what_there_is(tmp_path, name):
    written, said = WRONG[name]
    _, faults = laid(tmp_path, written)
    assert len(faults) == 1
    assert faults[0].startswith(said)


def test_a_name_of_the_base_is_not_overwritten_by_accident(tmp_path):
    _, faults = laid(tmp_path, unknowns_over=UNKNOWN)
    said = "sample has an unknown of this name; name it in replace of pack.toml, or choose another name"
    assert faults == [f"over/unknowns.toml: unknowns.periods-roll: {said}"]


def test_what_is_laid_over_nothing_is_told(tmp_path):
    alone = OVER.replace('extends = "sample"\n', 'disable = ["1"]\nreplace = ["notice"]\n')
    home = tmp_path / "over"
    home.mkdir()
    (home / "pack.toml").write_text(alone, encoding="utf-8")
    assert shelved([home], SHELF.offices)[2] == [
        "over/pack.toml: disable: goes with extends, the pack whose terms are meant",
        "over/pack.toml: replace: goes with extends, the pack whose terms are meant",
    ]


def test_a_base_that_is_not_there_and_two_that_lie_on_one_another_are_told(tmp_path):
    home = tmp_path / "over"
    home.mkdir()
    (home / "pack.toml").write_text(OVER, encoding="utf-8")
    assert shelved([home], SHELF.offices)[2] == [
        "over/pack.toml: extends: no pack 'sample'; on the shelf: over"
    ]
    pack = 'id = "sample"\nextends = "over"\n' + "\n".join(OVER.splitlines()[1:-1]) + "\n"
    faults = shelved([home, write_pack(tmp_path, pack=pack)], SHELF.offices)[2]
    assert (
        len([fault for fault in faults if "extends this pack in turn; one of them is the base" in fault]) == 1
    )


def test_packs_that_tell_one_kind_of_fact_differently_cannot_stand_side_by_side(tmp_path):
    facts = FACTS.replace('name = "office", type = "office"', 'name = "office", type = "text"')
    faults = shelved([SHELF.folders["jp-patent-law"], write_pack(tmp_path, facts=facts)], SHELF.offices)[2]
    assert any("facts.filed.keys: 'office' is told differently by jp-patent-law" in fault for fault in faults)


def test_a_kind_that_two_packs_declare_has_the_keys_of_both():
    both = {key.name for key in SHELF.facts(["jp-patent-law", "us-bayh-dole"])["filed"].keys}
    assert {"review_from", "provisional"} <= both
