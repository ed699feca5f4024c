"""Writes the Python client from the OpenAPI document: `python clients/python/generate.py`."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "reference" / "openapi.json"
CLIENT = HERE / "fenji_client.py"
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def client_of(said: dict[str, Any]) -> str:
    """The client's source, as long as the document says the same."""
    before, mark, after = (HERE / "frame.py").read_text("utf-8").partition("    # operations\n")
    assert mark
    head, shapes_mark, rest = before.partition("# shapes\n")
    assert shapes_mark
    shapes = "\n\n".join(_shape(name, one) for name, one in sorted(said["components"]["schemas"].items()))
    methods = "\n".join(
        text
        for path, ways in said["paths"].items()
        for way, one in ways.items()
        for text in _methods(path, way, one, said["components"]["schemas"])
    )
    return f"{head}{shapes}\n\n{rest}{methods}\n{after}".rstrip() + "\n"


def _shape(name: str, schema: dict[str, Any]) -> str:
    lines = [f"class {name}(TypedDict):"]
    lines += [f"    {field}: {_type(one)}" for field, one in schema.get("properties", {}).items()]
    needed = set(schema.get("required", ()))
    kinds = {field: field in needed for field in schema.get("properties", {})}
    lines = [line if ":" not in line or line.startswith("class") or kinds.get(line.strip().split(":")[0], True)
             else _optional(line) for line in lines]  # fmt: skip
    return "\n".join([*lines, "" if len(lines) > 1 else "    pass\n"])


def _optional(line: str) -> str:
    name, _, kind = line.partition(": ")
    return f"{name}: NotRequired[{kind}]"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(one) for one in schema['enum'])}]"
    if "const" in schema:
        return f"Literal[{json.dumps(schema['const'])}]"
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {_type(more) if isinstance(more, dict) else 'Any'}]"
    return _SCALARS.get(str(kind), "Any")


def _methods(path: str, way: str, one: dict[str, Any], shapes: dict[str, Any]) -> Iterator[str]:
    """The method of an operation; of a list also one that goes through all pages."""
    name, status = one["operationId"], next(iter(one["responses"]))
    kind, answer = next(iter(one["responses"][status]["content"].items()))
    returns = {"application/yaml": "str", "text/csv": "bytes"}.get(kind) or _type(answer["schema"])
    sent = next(iter(one.get("requestBody", {}).get("content", {}).items()), None)
    asked = [each for each in one["parameters"] if each["in"] != "header"]
    within = [each for each in asked if each["in"] == "path"]
    beside = [each for each in asked if each["in"] == "query"]
    arguments = [f"{each['name']}: {_type(each['schema'])}" for each in within]
    if sent:
        kind_sent = "bytes" if sent[0] == "application/octet-stream" else _type(sent[1]["schema"])
        arguments.append(f"body: {kind_sent}")
    named = [_argument(each) for each in beside] + (["idempotency_key: str | None = None"] if way == "post" else [])
    call = [json.dumps(way.upper()), f"f{json.dumps(path)}" if within else json.dumps(path)]
    call[1] = call[1].replace("{", "{_quoted(").replace("}", ")}") if within else call[1]
    query = ", ".join(f"{json.dumps(each['name'])}: {each['name']}" for each in beside)
    call.append(f"{{{query}}}")
    if sent:
        call.append("body=body")
    if way == "post":
        call.append("key=idempotency_key")
    if returns in ("str", "bytes"):
        call.append(f"as_={json.dumps('text' if returns == 'str' else 'file')}")
    said = one.get("description", "")
    yield from _written(name, arguments, named, returns, [one["summary"], said], f"return self._ask({', '.join(call)})")
    if any(each["name"] == "cursor" for each in beside):
        more = [each for each in named if not each.startswith("cursor:")]
        given = [each["name"] for each in within] + [f"{each['name']}={each['name']}" for each in beside
                                                     if each["name"] != "cursor"]  # fmt: skip
        body = f"return self._each(lambda cursor: self.{name}({', '.join([*given, 'cursor=cursor'])}))"
        row = _type(shapes[returns]["properties"]["items"]["items"])
        yield from _written(f"each_{name.removeprefix('list_')}", arguments, more, f"Iterator[{row}]",
                            [f"{one['summary'].partition(', page')[0]}: all of them, page by page."], body)  # fmt: skip


def _argument(each: dict[str, Any]) -> str:
    assert not keyword.iskeyword(each["name"])
    kind = _type(each["schema"])
    if each["required"]:
        return f"{each['name']}: {kind}"
    return f"{each['name']}: {kind if 'None' in kind.split(' | ') else f'{kind} | None'} = None"


def _written(
    name: str, arguments: list[str], named: list[str], returns: str, said: list[str], body: str
) -> Iterator[str]:
    every = ["self", *arguments, *(["*", *named] if named else [])]
    words = said[0].rstrip(".") + "."
    more = f"\n\n        {said[1]}\n        " if len(said) > 1 and said[1] else ""
    kind = f": {returns} = " if body.startswith("return self._ask(") else ""
    yield f"    def {name}({', '.join(every)}) -> {returns}:"
    yield f'        """{words}{more}"""'
    if kind:
        yield f"        found{kind}{body.removeprefix('return ')}"
        yield "        return found\n"
    else:
        yield f"        {body}\n"


def main() -> None:
    """Writes the client beside this file."""
    CLIENT.write_text(client_of(json.loads(DOCUMENT.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
