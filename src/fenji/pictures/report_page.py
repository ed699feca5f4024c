"""A report as one HTML file: no script, no address of anybody else, printed as it is read."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from fenji.ink.brand import brand
from fenji.language import Language
from fenji.pictures.sections import Report, Section, Shown, Tile


def write_html(made: Report, lang: Language) -> bytes:
    """The report as one HTML file, in the company's colour."""
    own = brand(made.colour)
    colours = f":root {{ --accent: {own.accent}; --soft: {own.accent_soft}; }}\n"
    style = colours + (files("fenji.pictures") / "templates" / "report.css").read_text("utf-8")
    mark = f'<p class="mark">{escape(made.mark)}</p>' if made.mark else ""
    parts = [
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width"><title>{escape(made.title)}</title><style>{style}</style>',
        f"<header><p>{escape(made.company)}</p><h1>{escape(made.title)}</h1><p>{escape(made.subtitle)}</p>{mark}</header>",
        f'<section class="tiles">{"".join(_tile(tile) for tile in made.tiles)}</section>',
        f'<ul class="summary">{"".join(f"<li>{escape(said)}</li>" for said in made.summary)}</ul>',
        *(_section(section) for section in made.sections),
        f"<footer>{escape(made.footer)}</footer></html>",
    ]
    return "\n".join(parts).encode()


def _tile(tile: Tile) -> str:
    year = f"<small>{escape(tile.year)}</small>" if tile.year else ""
    return (
        f"<div><p>{escape(tile.label)}</p><strong>{escape(tile.value)}</strong>"
        f'<small class="{tile.tone}">{escape(tile.change)}</small>{year}</div>'
    )


def _section(section: Section) -> str:
    said = "".join(f"<p>{escape(line)}</p>" for line in section.said)
    tables = "".join(_table(table) for table in section.tables)
    beside = f'<div class="beside">{tables}</div>' if section.beside > 1 else tables
    return f"<section><h2>{escape(section.title)}</h2>{said}{section.drawing or ''}{beside}</section>"


def _table(table: Shown) -> str:
    title = f"<h3>{escape(table.title)}</h3>" if table.title else ""
    wordy = set(table.words())
    first, *heads_of = (f"<th{_side(x, wordy)}>{escape(head)}</th>" for x, head in enumerate(table.heads))
    bars = [_bar(share) for share in table.bars.shares()] if table.bars else []
    fills = [f'<td class="bar">{bar}</td>' for bar in bars] or [""] * len(table.rows)
    empty = "<th></th>" if bars else ""
    cells = ["".join(_cell(cell, _side(x, wordy)) for x, cell in enumerate(row) if x) for row in table.rows]
    rows = "".join(
        f"<tr><td>{escape(row[0])}</td>{fill}{others}</tr>"
        for row, fill, others in zip(table.rows, fills, cells, strict=True)
    )
    note = f"<small>{escape(table.note)}</small>" if table.note else ""
    heads = f"{first}{empty}{''.join(heads_of)}"
    return f"<div>{title}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}</div>"


def _cell(words: str, side: str) -> str:
    tone = {"▲": ' class="good"', "▼": ' class="bad"'}.get(words[:1], side)
    return f"<td{tone}>{escape(words)}</td>"


def _side(column: int, wordy: set[int]) -> str:
    """Words stand at the left, figures at the right."""
    return ' class="words"' if column in wordy else ""


def _bar(share: float) -> str:
    return (
        '<svg viewBox="0 0 100 8" width="100" height="8" aria-hidden="true" preserveAspectRatio="none">'
        f'<rect width="{100 * share:.1f}" height="8" rx="2"/></svg>'
    )
