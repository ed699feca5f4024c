"""`fenji scheme badges`: what the tiers wear, whether everybody tells it apart, and what would help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import DONE, MENDABLE, issue_facts, issue_lines
from fenji.cli.scheme import Name, scheme_of
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenji.icons.designer import TierBadge

_APART = Text(
    "Everybody tells these badges apart: in full colour, with weak colour sight, in grey.",
    "这些徽章对所有人都可区分：正常色觉、色觉障碍、灰度。",
)
_WOULD_HELP = Text("With these badges nothing would be left to mend:", "改成以下徽章即可消除上述问题：")
_WRITTEN = Text("Wrote {file}", "已写入 {file}")
_HEADINGS = (
    Heading(Text("Tier", "等级"), is_whole=True),
    Heading(Text("Shape", "形状"), is_whole=True),
    Heading(Text("Pattern", "图案"), is_whole=True),
    Heading(Text("Colour", "颜色"), is_whole=True),
    Heading(Text("Text", "简称"), is_whole=True),
)


def _keys(at: str, what: Text) -> tuple[Key, ...]:
    said = (
        ("tier", "the tier's key, best first", "等级代码，从高到低"),
        ("shape", "the shape", "形状"),
        ("pattern", "the pattern", "图案"),
        ("colour", "the colour, #RRGGBB", "颜色 #RRGGBB"),
        ("text_zh", "the short text in Chinese", "简称（中文）"),
        ("text_en", "the short text in English", "简称（英文）"),
    )
    return tuple(Key(f"{at}.{name}", Text(f"{what.en}: {en}", f"{what.zh}：{zh}")) for name, en, zh in said)


@command(
    "scheme badges",
    place=103,
    summary=Text("Check whether the tiers' badges are told apart.", "检查各等级的徽章是否易于区分。"),
    examples=(
        Example("fenji scheme badges abcd", Text("colour blindness and grey included", "包括色觉障碍和灰度")),
        Example(
            "fenji scheme badges abcd --suggest --out seen.svg", Text("what would help; a sheet", "给出建议并出图")
        ),
    ),
    keys=(
        Key("name", Text("the scheme", "分级标准")),
        Key("is_distinguishable", Text("true where everybody tells every two apart", "任意两个都可区分时为 true")),
        *_keys("badges[]", Text("badge", "徽章")),
        *issue_keys("issues[]"),
        *_keys("suggested[]", Text("with --suggest", "使用 --suggest 时")),
        Key("file", Text("the sheet that was written; null without --out", "写出的图；未指定 --out 时为 null")),
    ),
)
def scheme_badges(
    terminal: Terminal,
    *,
    name: Name,
    suggest: Annotated[
        bool, typer.Option("--suggest"), Text("show badges that would be told apart", "给出易于区分的徽章")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE"),
        Text("draw the badges as each kind of sight shows them, as SVG", "把各种色觉下的徽章画成 SVG"),
    ] = None,
) -> Answer:
    """Shape and pattern tell apart without colour; colours are compared as people with weak colour sight see them."""
    from fenji.icons.designer import badges_of, check_badges, suggest_badges
    from fenji.icons.sight_sheet import sight_sheet
    from fenji.ink.whole_file import write_whole

    found = check_badges(badges_of(scheme_of(terminal, name)))
    better = suggest_badges(found.badges) if suggest else ()
    if out is not None:
        write_whole(out, sight_sheet(better or found.badges, terminal.lang).encode())

    def show() -> None:
        _table(terminal, found.badges)
        for line in issue_lines(list(found.issues), terminal.lang):
            terminal.write(line)
        if found.is_distinguishable:
            terminal.write(_APART)
        if better and better != found.badges:
            terminal.write(_WOULD_HELP)
            _table(terminal, better)
        if out is not None:
            terminal.write(_WRITTEN.fill(file=verbatim(out)))

    facts = {
        "name": name,
        "is_distinguishable": found.is_distinguishable,
        "badges": [_facts(one) for one in found.badges],
        "issues": [issue_facts(issue) for issue in found.issues],
        "suggested": [_facts(one) for one in better],
        "file": None if out is None else str(out),
    }
    return Answer(facts, show, exit_code=DONE if found.is_distinguishable else MENDABLE)


def _table(terminal: Terminal, badges: Sequence[TierBadge]) -> None:
    from fenji.icons.shapes import PATTERNS, SHAPES

    rows = [
        [
            one.name.say(terminal.lang),
            terminal.say(SHAPES[one.icon.shape].name),
            terminal.say(PATTERNS[one.icon.pattern]),
            one.icon.colour,
            one.icon.text.say(terminal.lang),
        ]
        for one in badges
    ]
    terminal.table(_HEADINGS, rows)


def _facts(one: TierBadge) -> dict[str, Any]:
    icon = one.icon
    return {
        "tier": one.key,
        "shape": str(icon.shape),
        "pattern": str(icon.pattern),
        "colour": icon.colour,
        "text_zh": icon.text.zh,
        "text_en": icon.text.en,
    }
