"""What programs send is read strictly, and every fault is named with its place."""

from datetime import date

import pytest
from pydantic import Field

from tracker.api.errors import ApiError
from tracker.api.reading import Day, Limit, Strict, parse_json, read_input, unfit


class Sample(Strict):
    on: Day
    title: str
    keys: dict[str, str | int | bool] = Field(default_factory=dict)
    limit: Limit = 50


def refusal(raw: bytes) -> ApiError:
    with pytest.raises(ApiError) as caught:
        parse_json(raw)
    return caught.value


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not JSON"),
        (b"{", "line 1, column 2"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": 1} x', "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8: byte 7"),
        ('{"a": "特"}'.encode("cp932"), "not UTF-8"),
        (b'{"a": NaN}', "number"),
        (b'{"a": -Infinity}', "number"),
        (b'{"a": 1e999}', "number"),
        (b"1" * 5_000, "number"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_what_is_no_json_is_a_400_that_says_why(raw: bytes, words: str) -> None:
    error = refusal(raw)
    assert (error.status, error.code) == (400, "bad-json")
    assert words in str(error)


def test_doubled_keys_are_named_with_their_places() -> None:
    error = refusal(b'{"facts": [{"on": 1}, {"on": 1, "on": 2}], "x": 1, "x": 2}')
    assert error.status == 422
    assert {detail["place"] for detail in error.details} == {"facts[1].on", "x"}


@pytest.mark.parametrize("text", [r"a\u0000b", r"\ud800", r"\u001b[31m", r"\u007f"])
def test_control_characters_and_half_characters_are_refused_where_they_stand(text: str) -> None:
    error = refusal(f'{{"note": ["fine", "{text}"]}}'.encode())
    assert [detail["place"] for detail in error.details] == ["note[1]"]


def test_ordinary_text_of_every_kind_is_taken() -> None:
    raw = '{"t": "令和８年\\n𠮷野家 🙂 \\ud842\\udfb7", "n": [1, 2.5, true, null]}'
    assert parse_json(raw.encode()) == {"t": "令和８年\n𠮷野家 🙂 𠮷", "n": [1, 2.5, True, None]}
    assert parse_json(b"\xef\xbb\xbf{}") == {}


def test_a_key_with_control_characters_is_refused() -> None:
    assert list(unfit({"a": {"b\0": 1}})) == [("a", "a key holds control characters or halves of characters")]


def test_every_fault_of_an_input_is_named_at_once() -> None:
    with pytest.raises(ApiError) as caught:
        read_input(Sample, {"on": "2026-02-30", "titel": "x", "keys": {"a": []}})
    places = {detail["place"]: detail["message"] for detail in caught.value.details}
    assert places["on"] == "'2026-02-30' is not a date"
    assert places["title"] == "this is needed"
    assert places["titel"] == "this key is not known here"
    assert any(place.startswith("keys.a") for place in places)


OTHER_DAYS = ["2026-2-3", "20260203", "2026/02/03", "令和8年2月3日", "2026-02-03T00:00:00", " 2026-02-03"]
NO_DAYS = ["２０２６-02-03", "0000-01-01", 20260203, True, None, 1.5, "", "2026-02-03\n"]


@pytest.mark.parametrize("day", [*OTHER_DAYS, *NO_DAYS])
def test_a_day_is_an_iso_date_and_nothing_else(day: object) -> None:
    with pytest.raises(ApiError) as caught:
        read_input(Sample, {"on": day, "title": "x"})
    assert [detail["place"] for detail in caught.value.details] == ["on"]


def test_days_are_read_as_days() -> None:
    read = read_input(Sample, {"on": "2028-02-29", "title": "x", "limit": "200"})
    assert (read.on, read.limit) == (date(2028, 2, 29), 200)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "+5", "1.0", "１０", "1e2", "", "9" * 5_000, 10, True])
def test_a_whole_number_of_a_query_is_plain_digits_within_bounds(limit: object) -> None:
    with pytest.raises(ApiError) as caught:
        read_input(Sample, {"on": "2028-02-29", "title": "x", "limit": limit})
    assert [detail["place"] for detail in caught.value.details] == ["limit"]


@pytest.mark.parametrize("title", [1, True, None, ["x"], {"x": "y"}, 1.5])
def test_nothing_is_turned_into_text(title: object) -> None:
    with pytest.raises(ApiError):
        read_input(Sample, {"on": "2028-02-29", "title": title})
