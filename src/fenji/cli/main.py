"""The program `fenji`: finds its commands, reads the command line, speaks, and ends with 0, 2 or 1."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property
from importlib.abc import MetaPathFinder
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from fenji.cli.command import COMMANDS, Command
from fenji.cli.extensions import extension, extension_names
from fenji.cli.failures import DONE, report
from fenji.cli.help import Level, command_page, group_page
from fenji.cli.spoken import HINT, Spoken, spoken, without_language
from fenji.cli.terminal import Terminal
from fenji.errors import UnknownName
from fenji.language import Language, Text
from fenji.version import __version__

_ABOUT = Text(
    "fenji: customers graded by your own standard, every grade explained.",
    "fenji 分级：按企业自己的标准给客户定级，每个等级都有依据。",
)
_GROUPS = {
    "scheme": Text("grading standards: show, check, versions, approval", "分级标准：说明、检查、版本与审批"),
    "override": Text("tiers set by people: set, list, end", "人工调级：设置、列表、结束"),
    "mark": Text("marks such as the blacklist: add, remove, list", "客户标记（黑名单等）：添加、移除、列表"),
    "segments": Text("segments: list, show, check, cross", "客群：列表、说明、检查、交叉"),
    "source": Text("databases and web services: check, import", "数据库与网络接口：检查、导入"),
    "export": Text(
        "files: workbook, grades, charts, icons, contact lists", "导出：表格、等级数据、图表、图标、联系名单"
    ),
    "chart": Text("charts of your own: list, show, check", "自建图表：列表、说明、检查"),
    "picture": Text("one page for the wall: strategy, journey", "一页图：战略图、旅程地图"),
    "duplicates": Text("customers who are one: find, review, merge", "重复客户：查找、判断、合并、撤销"),
    "consent": Text("what customers agreed to: grant, withdraw, show, import", "客户同意：登记、撤回、查看、导入"),
    "privacy": Text("people's rights: opt-outs, disparity, record", "个人信息权益：拒绝画像、差异报告、处理活动记录"),
}
_GROUP_EXAMPLES = {
    "": ("fenji demo", "fenji init shop", "fenji import orders.csv --as orders --yes", "fenji grade --scheme value"),
    "scheme": ("fenji scheme list", "fenji scheme show value"),
    "override": ('fenji override set C001 --tier VIP --reason "key account" --until 2024-12-31', "fenji override list"),
    "mark": ('fenji mark add C001 blacklist --reason "unpaid"', "fenji mark list --kind blacklist"),
    "segments": ("fenji segments show rfm_class", "fenji segments cross stage abc"),
    "source": ("fenji source import --url-env SHOP_URL --table orders --as orders",),
    "export": ("fenji export workbook --out customers.xlsx",),
    "chart": ("fenji chart list", "fenji export charts --only NAME"),
    "picture": ("fenji picture strategy",),
    "duplicates": ("fenji duplicates find", "fenji duplicates merge C001 C002"),
    "consent": ("fenji consent grant C001 --purpose 短信 --source 注册页 --text-version v1", "fenji consent show C001"),
    "privacy": ('fenji privacy opt-out C001 --source 热线 --reason "不同意画像"', "fenji privacy list"),
}
_ROOT_OPTIONS = (
    ("--lang zh|en", Text("the language; default: the locale's", "界面语言；默认取系统区域设置")),
    ("--version", Text("which fenji this is", "显示版本")),
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and gives the exit code: 0 done, 2 a person can mend it, 1 a bug of ours.

    Ctrl-C ends with 2. A reader that goes away (`fenji customers | head`) is no error.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _write_any_text()
    speech = spoken(words, os.environ)
    try:
        speech.check()
        if speech.is_unset:
            Terminal(speech.lang).hint(HINT)
        with nullcontext() if _asks_elsewhere(words) else _without_pandas():
            code = _invoke(program(speech), without_language(words))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place where everything ends
        return report(error, speech.lang, sys.stderr)
    return code


def _asks_elsewhere(words: Sequence[str]) -> bool:
    """Whether another engine is asked for: Spark's clients can't do without pandas."""
    return any(word.split("=")[0] == "--engine" for word in words)


@contextmanager
def _without_pandas() -> Iterator[None]:
    """Hides pandas while a command runs: DuckDB imports it at the first parameter, fenji never uses it.

    That import is a third of the time of `fenji explain`.
    """
    sys.meta_path.insert(0, _NO_PANDAS)
    try:
        yield
    finally:
        sys.meta_path.remove(_NO_PANDAS)


class _NoPandas(MetaPathFinder):
    """Finds pandas absent."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:  # noqa: ARG002 - importlib's
        if fullname == "pandas":
            raise ModuleNotFoundError("fenji works without pandas", name=fullname)


_NO_PANDAS = _NoPandas()


def _invoke(made: TyperGroup, words: list[str]) -> int:
    """Runs the program without typer's own end: that would print boxes and give other exit codes."""
    try:
        with made.make_context("fenji", words) as context:
            code = made.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return code if isinstance(code, int) else DONE


def program(speech: Spoken) -> TyperGroup:
    """The whole program as typer runs it, in one language."""
    return _group(speech.lang, "")


class Group(TyperGroup):
    """`fenji` or a group of its commands: each is built when it is called, so that help stays quick."""

    lang: Language = "zh"
    prefix: str = ""

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, unset by default: typer would import pydantic to read "not given"."""
        return _unset(super().get_help_option(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """The names at this level, in the order of work."""
        return list(self._summaries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Builds the command asked for; an unknown one is an error with the nearest guess."""
        if cmd_name.startswith("-"):
            return None
        if not self.prefix and cmd_name in _GROUPS:
            return _group(self.lang, cmd_name)
        commands = COMMANDS.all()
        name = f"{self.prefix} {cmd_name}".strip()
        if name in commands:
            return build(commands[name], self.lang)
        if cmd_name in self._summaries:
            return build(extension(cmd_name), self.lang)
        raise UnknownName(COMMANDS.kind, cmd_name, known=self._summaries, where=ctx.command_path)

    def get_help(self, ctx: Any) -> str:
        """The help page of this level."""
        about = _GROUPS.get(self.prefix, _ABOUT)
        options = () if self.prefix else _ROOT_OPTIONS
        level = Level(ctx.command_path, about, self._summaries, options, _GROUP_EXAMPLES[self.prefix])
        return group_page(level, self.lang)

    @cached_property
    def _summaries(self) -> dict[str, Text]:
        found: dict[str, Text] = {}
        for command in sorted(COMMANDS.all().values(), key=lambda command: (command.place, command.name)):
            *group, last = command.words
            if " ".join(group) == self.prefix:
                found[last] = command.summary
            elif not self.prefix:
                found[group[0]] = _GROUPS[group[0]]
        if not self.prefix:
            found.update({name: summary for name, summary in extension_names().items() if name not in found})
        return found


def _group(lang: Language, prefix: str) -> Group:
    app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, invoke_without_command=True)

    def show(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            sys.stdout.write(context.get_help() + "\n")

    def show_or_version(
        context: typer.Context,
        version: bool = False,
    ) -> None:
        if version:
            sys.stdout.write(f"fenji {__version__}\n")
            raise typer.Exit(DONE)
        show(context)

    app.callback()(show if prefix else show_or_version)
    made = typer.main.get_command(app)
    assert isinstance(made, Group)
    made.name, made.lang, made.prefix = prefix or "fenji", lang, prefix
    return made


def build(command: Command, lang: Language) -> TyperCommand:
    """One command as typer runs it: its own options and those every command has."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(command.words[-1], cls=Page)(_bound(command, lang))
    made = typer.main.get_command(app)
    assert isinstance(made, Page)
    made.described, made.lang = command, lang
    return made


class Page(TyperCommand):
    """A command whose help is our own page."""

    described: Command
    lang: Language

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, unset by default, as above."""
        return _unset(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:  # noqa: ARG002 - typer's signature
        """The help page of the command."""
        return command_page(self.described, self.lang)


def _unset(option: Any) -> Any:
    if option is not None:
        option.default = False
    return option


def _bound(command: Command, lang: Language) -> Callable[..., int]:
    options = command.options()

    def call(**values: Any) -> int:
        folder, is_json = values.pop("workspace"), values.pop("is_json")
        values.pop("lang")
        terminal = Terminal(lang, is_json=is_json, folder=folder, is_sparing=command.is_sparing)
        try:
            answer = command.function(terminal, **values)
            terminal.give(answer)
        finally:
            terminal.close()
        return answer.exit_code

    call.__annotations__ = {option.name: option.annotation for option in options}
    parameters = [
        inspect.Parameter(
            option.name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=option.annotation
        )
        for option in options
    ]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return call


def _write_any_text() -> None:
    """A stream that cannot write a character writes its code instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(run())
