"""What two readers could understand in two ways is refused quickly, with a problem and never with a fault."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fenji_web.api.program import Program

ODD: dict[str, bytes] = {
    "nan": b'{"scheme": NaN}',
    "infinity": b'{"scheme": -Infinity}',
    "too large a number": b'{"scheme": 1e999}',
    "a whole number without end": b'{"scheme": 1' + b"0" * 400 + b"}",
    "millions of digits": b'{"scheme": ' + b"9" * 900_000 + b"}",
    "one name twice": b'{"scheme": "value", "scheme": "electronics"}',
    "one name twice deep": b'{"scheme": "value", "as_of": {"a": 1, "a": 2}}',
    "nested ten thousand deep": b"[" * 10_000 + b"]" * 10_000,
    "nested objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "unclosed and deep": b"[" * 100_000,
    "half a letter": b'{"scheme": "\\ud800"}',
    "not utf-8": b'{"scheme": "\xff"}',
    "utf-16": '{"scheme": "value"}'.encode("utf-16"),
    "with a mark": b'\xef\xbb\xbf{"scheme": "value"}',
    "a list": b'[{"scheme": "value"}]',
    "a text": b'"value"',
    "nothing": b"",
    "null": b"null",
    "two": b'{"scheme": "value"} {"scheme": "value"}',
    "a comma too many": b'{"scheme": "value",}',
    "a comment": b'{"scheme": "value"} // yes',
    "single quotes": b"{'scheme': 'value'}",
    "something nobody asked for": b'{"scheme": "value", "role": "administrator"}',
}
OTHERS: tuple[Any, ...] = ({}, {"a": 1}, [], [[]], ["value"], None, 1, 1.5, True, 10**20)


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_body_is_refused_within_a_second(shop: object, program_of: Callable[..., Program], body: bytes) -> None:
    program, since = program_of("administrator"), time.monotonic()
    answer = program.post("gradings", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content
    assert time.monotonic() - since < 1
    assert answer.json()["id"]


def test_ten_megabytes_are_not_read(shop: object, program_of: Callable[..., Program]) -> None:
    program, since = program_of("administrator"), time.monotonic()
    answer = program.post("gradings", b'{"scheme": "' + b"x" * 10_000_000 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert time.monotonic() - since < 1


def fields() -> Iterator[tuple[str, str, dict[str, Any], Any]]:
    """Every field of every body, with the body it stands in and something of another type."""
    from fenji_web.api.services.document import document, operations

    said = document("en")
    for path, _, one in operations(said):
        sent = one.get("requestBody", {}).get("content", {}).get("application/json")
        if sent is None:
            continue
        name = sent["schema"]["$ref"].rpartition("/")[2]
        schema = said["components"]["schemas"][name]
        right = {**(schema.get("examples") or [{}])[0]}
        for field, shape in schema["properties"].items():
            for other in OTHERS:
                if not _fits(other, shape):
                    yield path, field, right, other


def _fits(value: Any, shape: dict[str, Any]) -> bool:
    kinds = {one.get("type") for one in (shape, *shape.get("anyOf", ()))}
    kind = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}.get(
        type(value), "number"
    )
    if kind == "object" and value and "object" in kinds:
        return True
    return kind in kinds and not (kind == "array" and value and not isinstance(value[0], str))


def test_something_of_another_type_is_refused_in_every_field(shop: object, program_of: Callable[..., Program]) -> None:
    program, tried = program_of("administrator"), 0
    for path, field, right, other in fields():
        place = path.removeprefix("/api/v1/").replace("{name}", "value")
        answer = program.post(place, {**right, field: other})
        assert answer.status_code == 400, (path, field, other, answer.content)
        tried += 1
    assert tried > 80


@pytest.mark.parametrize(
    "place",
    [
        "customers?limit=x", "customers?limit=0", "customers?limit=-1", "customers?limit=1&limit=2",
        "customers?limit=1e3", "customers?limit=", "customers?count=maybe", "customers?cursor=x",
        "customers?q=" + "x" * 121, "customers?q=%00", "runs/x/moves?kind=up", "jobs/x", "jobs/0", "imports/-1",
        "customers?cursor=" + "A" * 1501, "schemes/value?version=0", "customers?" + "&".join(["where=a"] * 11),
    ],
)  # fmt: skip
def test_a_word_of_the_address_that_is_not_as_written_is_refused(
    shop: object, program_of: Callable[..., Program], place: str
) -> None:
    answer = program_of("administrator").get(place)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_another_type_than_json_is_refused(shop: object, program_of: Callable[..., Program], kind: str) -> None:
    answer = program_of("administrator").post("gradings", json.dumps({"scheme": "value"}).encode(), content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_type")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "TRACE", "BREW"])
def test_another_method_is_refused_and_told_which_there_are(
    shop: object, program_of: Callable[..., Program], method: str
) -> None:
    answer = program_of("administrator").ask(method, "customers")
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "GET", "no_method")


def test_what_is_not_there_is_a_problem_too(shop: object, program_of: Callable[..., Program]) -> None:
    for place in ("", "nothing", "customers/", "customers/NOBODY", "runs/none", "jobs/999999", "v2/x"):
        answer = program_of("administrator").get(place)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), place
