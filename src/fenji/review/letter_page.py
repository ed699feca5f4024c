"""A letter as a file: Markdown that is read as it is, and an HTML page to print; every word from outside is escaped."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from fenji.review.letter import Block, Letter

_MARKS = re.compile(r"([\\`*_\[\]|#])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def markdown(letter: Letter) -> str:
    """The letter in Markdown; it is plain enough to be read unformatted."""
    return "\n\n".join(_written(block) for block in letter.blocks) + "\n"


def html(letter: Letter) -> str:
    """The letter as one HTML page with its own print style; no script, nothing is loaded from elsewhere."""
    page = ElementTree.Element("html", lang="zh-CN" if letter.lang == "zh" else "en")
    head = ElementTree.SubElement(page, "head")
    ElementTree.SubElement(head, "meta", charset="utf-8")
    ElementTree.SubElement(head, "title").text = letter.title
    ElementTree.SubElement(head, "style").text = (files("fenji.review") / "letter.css").read_text("utf-8")
    body = ElementTree.SubElement(page, "body")
    for block in letter.blocks:
        _build(body, block)
    ElementTree.indent(page, space="")
    return "<!DOCTYPE html>\n" + ElementTree.tostring(page, encoding="unicode", method="html") + "\n"


def _written(block: Block) -> str:
    lines = [_escaped(line) for line in block.lines]
    if block.kind == "title":
        return f"# {lines[0]}"
    if block.kind == "heading":
        return f"## {lines[0]}"
    if block.kind == "points":
        return "\n".join(f"- {line}" for line in lines)
    if block.kind == "table":
        rows = [lines, ["---"] * len(lines), *([_escaped(cell) for cell in row] for row in block.rows)]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n".join(lines)


def _escaped(words: str) -> str:
    plain = "".join(_ENTITIES.get(one, one) for one in words)
    return _MARKS.sub(r"\\\1", plain)


def _build(body: ElementTree.Element, block: Block) -> None:
    """Elements, never text with tags in it: what a name holds can only ever be text."""
    if block.kind == "table":
        table = ElementTree.SubElement(body, "table")
        _row(ElementTree.SubElement(table, "thead"), block.lines, "th")
        rows = ElementTree.SubElement(table, "tbody")
        for row in block.rows:
            _row(rows, row, "td")
        return
    if block.kind == "points":
        listed = ElementTree.SubElement(body, "ul")
        for line in block.lines:
            ElementTree.SubElement(listed, "li").text = line
        return
    for line in block.lines:
        ElementTree.SubElement(body, {"title": "h1", "heading": "h2"}.get(block.kind, "p")).text = line


def _row(parent: ElementTree.Element, cells: tuple[str, ...], name: str) -> None:
    row = ElementTree.SubElement(parent, "tr")
    for cell in cells:
        ElementTree.SubElement(row, name).text = cell
