"""What a command is: its words, examples and documented JSON keys; each module of this folder adds its own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
from typer.models import ArgumentInfo, ParameterInfo

from fenji.language import Text
from fenji.registry import Registry

if TYPE_CHECKING:
    from fenji.cli.terminal import Answer

Function = Callable[..., "Answer"]


@dataclass(frozen=True)
class Key:
    """One key of a command's `--json` answer: `runs[].id` is the key `id` of each entry of the list `runs`.

    `*` stands for names that come from the data or the scheme: `customers[].points.*`.
    """

    path: str
    meaning: Text


@dataclass(frozen=True)
class Example:
    """A line to copy, and what it does."""

    line: str
    meaning: Text


@dataclass(frozen=True)
class Option:
    """One argument or option as its help shows it."""

    name: str
    info: ParameterInfo
    meaning: Text
    annotation: Any
    default: Any

    @property
    def is_argument(self) -> bool:
        """True for a value given by place, False for one given by `--name`."""
        return isinstance(self.info, ArgumentInfo)

    @property
    def label(self) -> str:
        """How help writes it: `FILE`, `--as ORDERS`, `--json`."""
        metavar = self.info.metavar or ""
        if self.is_argument:
            return metavar or self.name.upper()
        written = self.info.default if isinstance(self.info.default, str) else f"--{self.name}"
        return f"{written} {metavar}".rstrip()


@dataclass(frozen=True)
class Command:
    """A command of `fenji`: what it is for, how it is called, and what its JSON answer holds.

    `name` may have two words (`scheme show`): the first is the group. Commands are listed by `place`, then by name.
    """

    name: str
    summary: Text
    function: Function
    examples: tuple[Example, ...]
    keys: tuple[Key, ...]
    about: Text | None = None
    place: int = 100
    is_sparing: bool = False
    words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Splits the name once."""
        object.__setattr__(self, "words", tuple(self.name.split()))

    def options(self) -> list[Option]:
        """The command's own arguments and options, in the order of its function, then those every command has."""
        return [*_options(self.function, skip=1), *_options(everywhere, skip=0)]


COMMANDS: Registry[Command] = Registry("fenji.cli", Text("command", "命令"))


def command(
    name: str,
    *,
    summary: Text,
    examples: tuple[Example, ...],
    keys: tuple[Key, ...],
    about: Text | None = None,
    place: int = 100,
    is_sparing: bool = False,
) -> Callable[[Function], Command]:
    """Makes a function a command of `fenji`; the function gets a Terminal first, then its options by name.

    The queries of a sparing one take less memory.
    """

    def add(function: Function) -> Command:
        made = Command(name, summary, function, examples, keys, about, place, is_sparing)
        if function.__module__.startswith("fenji.cli."):
            COMMANDS.add(name, made)
        return made

    return add


def everywhere(
    *,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="FOLDER"),
        Text(
            "the workspace; default: the nearest folder upward that holds fenji.yaml, else this one",
            "工作区文件夹；默认从当前文件夹向上找到的含 fenji.yaml 的文件夹，否则为当前文件夹",
        ),
    ] = None,
    is_json: Annotated[
        bool,
        typer.Option("--json"),
        Text("the answer as JSON, nothing else on stdout", "以 JSON 输出结果，标准输出中没有其他内容"),
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh|en"),
        Text("the language; default: the locale's", "界面语言；默认取系统区域设置"),
    ] = None,
) -> None:
    """Stands for the options every command has; what they mean is read by the program before the command runs."""


def _options(function: Callable[..., Any], *, skip: int) -> list[Option]:
    hints = get_type_hints(function, include_extras=True)
    found = []
    for parameter in list(inspect.signature(function).parameters.values())[skip:]:
        notes = hints[parameter.name].__metadata__
        info = next(note for note in notes if isinstance(note, ParameterInfo))
        meaning = next(note for note in notes if isinstance(note, Text))
        found.append(Option(parameter.name, info, meaning, hints[parameter.name], parameter.default))
    return found
