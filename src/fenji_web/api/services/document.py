"""The OpenAPI document: what the code says, with words in the reader's language and what holds for every call."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from fenji_web.api.forms.shapes import Problem
from fenji_web.api.services.problems import CODES, MEDIA_TYPE
from fenji_web.api.services.repeats import HEADER, LONGEST
from fenji_web.api.services.whole import api
from fenji_web.ui.words import words, words_of

if TYPE_CHECKING:
    from fenji_web.library import Language

BASE = "/api/v1/"
PROBLEMS = (400, 401, 403, 404, 409, 410, 411, 413, 415, 422, 429, 500)
_REF = "#/components/schemas/Problem"
_OWN = {
    f"{BASE}openapi.json": {
        "get": {
            "operationId": "get_document",
            "summary": "",
            "parameters": [],
            "tags": ["document"],
            "responses": {
                "200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}
            },
        }
    }
}


@cache
def document(lang: Language) -> dict[str, Any]:
    """The document in one language."""
    said: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema(path_prefix=BASE.lstrip("/"))))
    said["paths"] = {**copy.deepcopy(_OWN), **said["paths"]}
    said["info"]["description"] = words("api.about").say(lang)
    said["servers"] = [{"url": "/"}]
    parts = said["components"]
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= shape.pop("$defs", {}) | {"Problem": shape}
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "fk_…"}}
    names = {tag for _, _, operation in operations(said) for tag in operation.get("tags", ())}
    said["tags"] = [
        {"name": one.removeprefix("tag_"), "description": text.say(lang)}
        for one, text in words_of("api").items()
        if one.startswith("tag_") and one.removeprefix("tag_") in names
    ]
    for path, method, operation in operations(said):
        _dress(operation, method, lang, is_open=path in _OWN)
    for one in parts["schemas"].values():
        one.pop("description", None)
        _name(one, lang)
    return said


def operations(said: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Address, method and what the document says of each operation."""
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _dress(operation: dict[str, Any], method: str, lang: Language, *, is_open: bool) -> None:
    """Words in the language, the key, what every call may be answered with."""
    name = operation["operationId"]
    known = words_of("api")
    operation["summary"] = words(f"api.do_{name}").say(lang)
    operation.pop("description", None)
    if more := known.get(f"more_{name}"):
        operation["description"] = more.say(lang)
    operation["security"] = [] if is_open else [{"key": []}]
    if method == "post":
        schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"}
        operation["parameters"].append({"in": "header", "name": HEADER, "schema": schema, "required": False})
    for one in operation["parameters"]:
        one["description"] = words(f"api.field_{one['name']}").say(lang)
        one["schema"].pop("title", None)
        one["schema"].pop("description", None)
    answers = operation["responses"] = {str(status): found for status, found in operation["responses"].items()}
    if method == "get" and not is_open:
        answers["304"] = {"description": "Not Modified"}
    wrong = {"content": {MEDIA_TYPE: {"schema": {"$ref": _REF}}}}
    for status in PROBLEMS:
        answers[str(status)] = {"description": words(f"api.problem_{CODES[status]}").say("en"), **copy.deepcopy(wrong)}
    answers["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "required": True}}
    answers["414"] = {"description": "URI Too Long"}  # by the server, before anything of ours is asked
    if kinds := _FILES.get(name):
        answers["200"]["content"] = {kind: {"schema": {}} for kind in kinds}


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES = {"get_scheme_yaml": ("application/yaml",), "get_export_file": ("text/csv", _EXCEL)}


def _name(schema: dict[str, Any], lang: Language) -> None:
    """Every property with its meaning."""
    schema.pop("title", None)
    for name, one in schema.get("properties", {}).items():
        one.pop("title", None)
        one["description"] = words(f"api.field_{name}").say(lang)
