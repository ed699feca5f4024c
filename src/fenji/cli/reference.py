"""The reference page of all commands, computed: options, examples, JSON keys, in both languages.

Write it anew with `python -m fenji.cli.reference docs/reference/cli.md`.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from fenji.cli.command import COMMANDS, Command, Option
from fenji.language import Text

_HEAD = """# fenji: commands 命令

This page is computed (`python -m fenji.cli.reference docs/reference/cli.md`); a test keeps it current.
本页由程序生成,并由测试保证与程序一致。

Every command has `--workspace FOLDER`, `--json`, `--lang zh|en` and `--help`. The language is that of `--lang`, else of
`LC_ALL`, `LC_MESSAGES` or `LANG`; where the locale is C, POSIX or unset, it is Chinese, with a hint on stderr.
每个命令都有 `--workspace`、`--json`、`--lang`、`--help`。

With `--json`, stdout holds one JSON value and nothing else; hints, progress and errors go to stderr. Money, shares and
scores are numbers with their exact digits (read them as decimals), days are `2024-06-30`, unknown is `null`. Shares go
from 0 to 1, scores and points from 0 to 100.
使用 `--json` 时,标准输出只有一个 JSON;金额、占比、评分为精确小数,日期为 `2024-06-30`,未知为 `null`。

| exit code 退出码 | meaning 含义 |
| --- | --- |
| 0 | done 成功 |
| 2 | something you can mend: problem, where and fix on stderr 可自行处理:错误输出给出问题、位置、办法 |
| 1 | a bug of fenji; `FENJI_DEBUG=1` shows the traceback 程序缺陷;`FENJI_DEBUG=1` 显示详细信息 |

`NO_COLOR` turns colours off. `NO_COLOR` 关闭颜色。
"""


def reference() -> str:
    """The whole page as Markdown, commands in the order of work."""
    commands = sorted(COMMANDS.all().values(), key=lambda command: (command.place, command.name))
    return "\n".join([_HEAD, *(_section(command) for command in commands)])


def _section(command: Command) -> str:
    parts = [f"## fenji {command.name}", "", _both(command.summary), ""]
    if command.about is not None:
        parts += [_both(command.about), ""]
    parts += ["```", *(example.line for example in command.examples), "```", ""]
    own = command.options()[:-3]
    if own:
        parts += ["| option 选项 | meaning 含义 | default 默认 |", "| --- | --- | --- |", *map(_option, own), ""]
    parts += ["| JSON key 键 | meaning 含义 |", "| --- | --- |"]
    parts += [f"| `{key.path}` | {_both(key.meaning)} |" for key in command.keys]
    return "\n".join([*parts, ""])


def _option(option: Option) -> str:
    default = option.default
    shown = "" if default in (None, False) else f"`{default}`"
    if default is inspect.Parameter.empty:
        shown = "needed 必填"
    return f"| `{_cell(option.label)}` | {_both(option.meaning)} | {shown} |"


def _both(text: Text) -> str:
    return _cell(f"{text.en} {text.zh}")


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
