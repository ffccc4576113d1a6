"""Whatever the packs and the records can say has a word in both languages, and the catalogue is compiled."""

import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale

from tracker.docket.duties import DUTIES
from tracker.docket.look import STANDINGS
from tracker.docket.terms import DETAILS, article_words, shelf
from tracker.packs.words import RIGHTS
from tracker.store.obligations import ACTORS, KINDS
from tracker.store.outbox.tables import STATES
from tracker.store.people import ROLES
from tracker.web import words
from tracker.web.signing import MESSAGES

CATALOGUES = Path(words.__file__).resolve().parents[1] / "translations"
JAPANESE = CATALOGUES / "ja" / "LC_MESSAGES"


def choices() -> set[str]:
    kinds = [kind for pack in shelf().packs.values() for kind in pack.facts.values()]
    return {choice for kind in kinds for key in kind.keys for choice in key.choices}


TABLES = [
    (words.STANDINGS, set(STANDINGS)),
    (words.KINDS, set(KINDS) | set(DUTIES)),
    (words.ACTORS, set(ACTORS)),
    (words.RIGHTS, set(RIGHTS)),
    (words.ROLES, set(ROLES)),
    (words.MAIL_STATES, set(STATES)),
    (words.CHOICES, choices()),
    (words.DETAIL_WORDS, set(DETAILS)),
    (words.ITEMS, set(range(1, 24))),
]


@pytest.mark.parametrize(("table", "codes"), TABLES)
def test_every_code_has_a_word_in_both_languages(app, table, codes):
    assert codes <= set(table)
    with app.test_request_context():
        for code in codes:
            said = []
            for language in ("en", "ja"):
                with force_locale(language):
                    said.append(str(table[code]))
            assert all(said)
            assert said[0] != said[1]


def test_the_sign_in_library_speaks_our_words_in_both_languages(app):
    with app.test_request_context():
        from flask_security.utils import get_message

        for name, text in MESSAGES.items():
            with force_locale("ja"):
                said, _category = get_message(name, length=12)
            assert any("\u3040" <= c <= "\u9fff" for c in said), text


def test_the_compiled_catalogue_is_that_of_the_words():
    written = read_po(BytesIO((JAPANESE / "messages.po").read_bytes()), locale="ja")
    compiled = BytesIO()
    write_mo(compiled, written)
    fresh = read_mo(BytesIO(compiled.getvalue()))
    kept = read_mo(BytesIO((JAPANESE / "messages.mo").read_bytes()))
    assert {(m.context, str(m.id)): str(m.string) for m in kept if m.id} == {
        (m.context, str(m.id)): str(m.string) for m in fresh if m.id
    }


def test_each_term_of_the_glossary_has_its_label_and_where_it_comes_from():
    glossary = tomllib.loads((CATALOGUES / "glossary.toml").read_text(encoding="utf-8"))
    assert len(glossary) > 20
    for term, entry in glossary.items():
        assert set(entry) == {"ja", "source"}, term
        assert all(entry.values()), term


def test_the_labels_of_the_glossary_are_those_that_pages_use():
    glossary = tomllib.loads((CATALOGUES / "glossary.toml").read_text(encoding="utf-8"))
    said = (JAPANESE / "messages.po").read_text(encoding="utf-8")
    packs = "".join(rule.label.ja for pack in shelf().packs.values() for rule in pack.rules.values())
    assert [term for term, entry in glossary.items() if entry["ja"] not in said + packs] == []


@pytest.mark.parametrize(
    ("place", "japanese", "english"),
    [("6", "第6条", "Art. 6"), ("8-2", "第8条第2項", "Art. 8(2)"), ("PA 48-3", "特許法第48条の3", "PA 48-3")],
)
def test_articles_are_cited_as_people_cite_them(place, japanese, english):
    assert article_words(place, "ja") == japanese
    assert article_words(place, "en") == english
