"""Help pages in both languages, for any width: what it is for, how it is called, an example."""

from __future__ import annotations

import inspect
import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fenji.cli.command import Command, Option
from fenji.language import Language, Text

_USAGE = Text("Usage:", "用法：")
_ARGUMENTS = Text("Arguments:", "参数：")
_OPTIONS = Text("Options:", "选项：")
_COMMANDS = Text("Commands:", "命令：")
_EXAMPLES = Text("Examples:", "示例：")
_HELP = ("--help", Text("show this help", "显示本帮助"))
_REQUIRED = Text(" (needed)", "（必填）")
_DEFAULT = Text(" (default: {value})", "（默认：{value}）")
_MORE = Text("See `{line} COMMAND --help` for a command.", "查看某个命令的说明：`{line} 命令 --help`")
_OTHER = Text("[OPTIONS]", "[选项]")
_COMMAND = Text("COMMAND [OPTIONS]", "命令 [选项]")
MANUAL = Text(
    "Exit codes: 0 done, 2 something you can mend, 1 a bug of fenji. JSON keys: docs/reference/cli.md",
    "退出码：0 成功，2 可自行处理的问题，1 程序缺陷。JSON 键见 docs/reference/cli.md",
)


def command_page(command: Command, lang: Language) -> str:
    """The help of one command."""
    options = command.options()
    arguments = [option for option in options if option.is_argument]
    named = [option for option in options if not option.is_argument]
    usage = " ".join(
        [
            f"fenji {command.name}",
            *(_in_usage(option) for option in options if option.is_argument or _is_needed(option)),
        ]
    )
    about = [] if command.about is None else ["", *_wrapped(command.about.say(lang), 0)]
    return _page(
        [*_wrapped(command.summary.say(lang), 0), *about],
        [_USAGE.say(lang), *_wrapped(f"{usage} {_OTHER.say(lang)}", 2)],
        _listed(_ARGUMENTS.say(lang), [_row(option, lang) for option in arguments]),
        _listed(_OPTIONS.say(lang), [*(_row(option, lang) for option in named), (_HELP[0], _HELP[1].say(lang))]),
        _examples(command, lang),
        _wrapped(MANUAL.say(lang), 0),
    )


@dataclass(frozen=True)
class Level:
    """`fenji` itself or a group of commands, as its help shows it."""

    line: str
    about: Text
    commands: Mapping[str, Text]
    options: tuple[tuple[str, Text], ...]
    examples: tuple[str, ...]


def group_page(level: Level, lang: Language) -> str:
    """The help of `fenji` itself or of a group of commands."""
    listed = [(name, summary.say(lang)) for name, summary in level.commands.items()]
    named = [(name, meaning.say(lang)) for name, meaning in (*level.options, _HELP)]
    return _page(
        _wrapped(level.about.say(lang), 0),
        [_USAGE.say(lang), *_wrapped(f"{level.line} {_COMMAND.say(lang)}", 2)],
        _listed(_COMMANDS.say(lang), listed),
        _listed(_OPTIONS.say(lang), named),
        [_EXAMPLES.say(lang), *(f"  {example}" for example in level.examples)],
        _wrapped(_MORE.fill(line=level.line).say(lang), 0),
        _wrapped(MANUAL.say(lang), 0),
    )


def width() -> int:
    """How many columns a line may have: the terminal's, 80 where there is none."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100)) if sys.stdout.isatty() else _piped_width()


def cells(text: str) -> int:
    """How many columns a text takes in a terminal: a Chinese character takes two.

    >>> cells("VIP客户")
    7
    """
    return sum(_cell(character) for character in text)


def _piped_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdigit() and int(columns) >= 40 else 80


def _page(*blocks: list[str]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _is_needed(option: Option) -> bool:
    return option.default is inspect.Parameter.empty


def _in_usage(option: Option) -> str:
    return option.label if _is_needed(option) else f"[{option.label}]"


def _row(option: Option, lang: Language) -> tuple[str, str]:
    meaning = option.meaning.say(lang)
    if _is_needed(option):
        return option.label, meaning + _REQUIRED.say(lang)
    if option.default in (None, False):
        return option.label, meaning
    return option.label, meaning + _DEFAULT.fill(value=option.default).say(lang)


def _examples(command: Command, lang: Language) -> list[str]:
    lines = [_EXAMPLES.say(lang)]
    for example in command.examples:
        lines.append(f"  {example.line}")
        lines += _wrapped(example.meaning.say(lang), 6)
    return lines


def _listed(title: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    wide = min(max(cells(name) for name, _ in rows), 24)
    lines = [title]
    for name, meaning in rows:
        text = _wrapped(meaning, wide + 4)
        if cells(name) > wide:
            lines += [f"  {name}", *text]
            continue
        lines += [f"  {name}{' ' * (wide - cells(name))}  {text[0].lstrip()}", *text[1:]]
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    """Lines that fit the width, broken between words or between Chinese characters, never before a closing mark."""
    room = max(width() - indent, 20)
    lines, line = [], ""
    for piece in _pieces(text):
        if line and cells(line) + cells(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [" " * indent + part for part in [*lines, line.rstrip()]]


_NEVER_FIRST = "，。、；：？！）》】”’…,.;:?!)]}%"


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    is_open = False
    for character in text:
        is_wide = _cell(character) == 2
        starts = not pieces or not is_open or (is_wide and character not in _NEVER_FIRST)
        if character == " " or (pieces and character in _NEVER_FIRST):
            pieces = pieces or [""]
            pieces[-1] += character
            is_open = character != " " and is_open
            continue
        if starts:
            pieces.append(character)
        else:
            pieces[-1] += character
        is_open = not is_wide
    return pieces


def _cell(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
