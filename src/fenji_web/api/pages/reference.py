"""The reference as its page shows it: made from the document, so that it cannot say anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fenji_web.api.access import NEEDED
from fenji_web.ui.words import words, words_of

if TYPE_CHECKING:
    from fenji_web.library import Language, Text


@dataclass(frozen=True)
class Line:
    """One name: where it is sent, of which type, what it means."""

    name: str
    place: Text | None
    kind: str
    shape: str
    meaning: str
    is_needed: bool


@dataclass(frozen=True)
class Entry:
    """One operation."""

    name: str
    method: str
    path: str
    summary: str
    more: str
    scopes: tuple[str, ...]
    asked: tuple[Line, ...]
    status: str
    answer: tuple[Line, ...]
    example: str


@dataclass(frozen=True)
class Group:
    """Operations that belong together."""

    name: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Wrong:
    """One problem."""

    code: str
    title: Text
    about: Text
    fix: Text | None


@dataclass(frozen=True)
class Book:
    """The whole reference."""

    groups: tuple[Group, ...]
    shapes: tuple[tuple[str, tuple[Line, ...]], ...]
    problems: tuple[Wrong, ...]
    version: str
    base: str = "/api/v1"


@cache
def reference(lang: Language, origin: str) -> Book:
    """The reference in a language; examples go to where the page came from."""
    from fenji_web.api.services.document import document, operations

    said = document(lang)
    found = list(operations(said))
    groups = tuple(
        Group(tag["name"], tag["description"],
              tuple(_entry(said, origin, *one) for one in found if tag["name"] in one[2].get("tags", ())))
        for tag in said["tags"]
    )  # fmt: skip
    shapes = tuple(
        (name, tuple(_lines(schema))) for name, schema in sorted(said["components"]["schemas"].items())
        if schema.get("properties")
    )  # fmt: skip
    return Book(groups, shapes, tuple(_problems()), said["info"]["version"])


def _entry(said: Mapping[str, Any], origin: str, path: str, method: str, one: Mapping[str, Any]) -> Entry:
    asked = [_line(each["name"], each["schema"], is_needed=each["required"], meaning=each["description"],
                   place=words(f"api.in_{each['in']}")) for each in one["parameters"]]  # fmt: skip
    sent = next(iter(one.get("requestBody", {}).get("content", {}).items()), None)
    body = _resolved(said, sent[1]["schema"]) if sent else {}
    asked += _lines(body, place=words("api.in_body"))
    status = next(iter(one["responses"]))
    content = next(iter(one["responses"][status].get("content", {}).items()), None)
    answer = _lines(_resolved(said, content[1]["schema"])) if content else []
    return Entry(
        name=one["operationId"], method=method.upper(), path=path, summary=one["summary"],
        more=_bare(one.get("description", "")), scopes=NEEDED.get(one["operationId"], ()), asked=tuple(asked),
        status=status, answer=tuple(answer), example=_example(origin, path, method, sent, body),
    )  # fmt: skip


def _example(origin: str, path: str, method: str, sent: Any, body: Mapping[str, Any]) -> str:
    place = path.replace("{customer_id}", "C00001").replace("{run_id}", "…").replace("{name}", "value")
    place = place.replace("{job_id}", "1").replace("{number}", "1")
    lines = [f'curl {origin}{place} -H "Authorization: Bearer $FENJI_KEY"']
    if method == "post" and sent and sent[0] == "application/json":
        given = json.dumps((body.get("examples") or [{}])[0], ensure_ascii=False)
        lines += ["-H 'Content-Type: application/json'", f"-d '{given}'"]
    elif method == "post" and sent:
        lines[0] = lines[0].replace(f"{place} ", f"'{place}?file_name=orders.csv&table=orders' ").replace(origin, "", 1)
        lines[0] = lines[0].replace("'/api", f"'{origin}/api", 1)
        lines += [f"-H 'Content-Type: {sent[0]}'", "--data-binary @orders.csv"]
    elif method == "post":
        lines += ["-X POST"]
    return " \\\n  ".join(lines)


def _lines(schema: Mapping[str, Any], place: Text | None = None) -> list[Line]:
    needed = schema.get("required", ())
    return [
        _line(
            name, one, is_needed=name in needed and place is not None, meaning=one.get("description", ""), place=place
        )
        for name, one in schema.get("properties", {}).items()
    ]


def _line(name: str, schema: Mapping[str, Any], *, is_needed: bool, meaning: str, place: Text | None) -> Line:
    kind, shape = _kind(schema)
    return Line(name, place, kind, shape, _bare(meaning), is_needed)


def _bare(words: str) -> str:
    """Words of the document, where names stand between backticks, as a page says them."""
    return words.replace("`", "")


def _kind(schema: Mapping[str, Any]) -> tuple[str, str]:
    """A type in a word, and the shape it is, where it has one."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " | ".join(dict.fromkeys(kind for kind, _ in kinds)), next((shape for _, shape in kinds if shape), "")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"])), ""
    if schema.get("type") == "array":
        kind, shape = _kind(schema.get("items", {}))
        return f"{kind}[]", shape
    kind = {"date": "date", "date-time": "instant", "binary": "file"}.get(schema.get("format", ""), "")
    return kind or str(schema.get("type", "any")), ""


def _resolved(said: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = said["components"]["schemas"][name] if name else schema
    return found


def _problems() -> Iterator[Wrong]:
    known = words_of("api")
    for key in known:
        code = key.removeprefix("problem_")
        if key.startswith("problem_") and f"{key}_about" in known:
            yield Wrong(code, known[key], known[f"{key}_about"], known.get(f"{key}_fix"))
