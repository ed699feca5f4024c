"""YAML with line numbers: values as plain data, and the line of every key and item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from fenji.language import read_decimal

Path = tuple[str | int, ...]
_TRUTH = {"true": True, "false": False}
_NULLS = {"", "~", "null", "none"}
_DEEPEST = 40


@dataclass
class Marked:
    """What a file says, and where: `lines[path]` is the line (from 1) of a key or list item."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[Path] = field(default_factory=list)
    seen: set[int] = field(default_factory=set, repr=False)

    def line(self, path: Path) -> int | None:
        """The line of a path, or of the nearest thing around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


class YamlError(ValueError):
    """The text is no YAML; `line` says where reading ended."""

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason)
        self.line = line


def read_marked(text: str) -> Marked:
    """YAML text as data with lines. Numbers are int or Decimal, exactly as written; dates stay words.

    Only plain data is read: no tags, no anchors that refer to something else.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        marked = Marked()
        if node is not None:
            marked.data = _value(node, (), marked)
    except RecursionError:
        raise YamlError("nested too deeply", None) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or "the characters cannot be read"
        raise YamlError(reason, mark.line + 1 if mark else None) from error
    return marked


def _value(node: yaml.Node, path: Path, marked: Marked) -> Any:
    marked.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _DEEPEST:
        raise YamlError("nested too deeply", node.start_mark.line + 1)
    if not isinstance(node, yaml.ScalarNode):
        if id(node) in marked.seen:  # some hundred letters could mean billions of values
            raise YamlError("a part refers to another one (&name, *name): write it out", node.start_mark.line + 1)
        marked.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, marked)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, number), marked) for number, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, marked: Marked) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        inner = (*path, key)
        if key in found:
            marked.twice.append(inner)
        marked.lines[inner] = key_node.start_mark.line + 1
        found[key] = _value(value_node, inner, marked)
    return found


def _scalar(node: yaml.Node) -> Any:
    words = str(node.value)
    if getattr(node, "style", None) in {"'", '"', "|", ">"}:
        return words
    if words.lower() in _TRUTH:
        return _TRUTH[words.lower()]
    if words.lower() in _NULLS:
        return None
    number = read_decimal(words.replace("_", ""))
    if number is None:
        return words
    return (
        int(number)
        if number == number.to_integral_value() and "." not in words and "e" not in words.lower()
        else number
    )
