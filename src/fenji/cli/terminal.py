"""Where a command speaks: answers on stdout, hints and progress on stderr, in one language."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from fenji.cli.exact_json import exact_json
from fenji.cli.help import width
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.language import Language, Text, same

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Styled

    from fenji.workspace.workspace import Workspace

Progress = Callable[[Any, float], None]
_STAGES = {
    "verify": Text("verifying the lake", "校验数据湖"),
    "calibrate": Text("finding cut points", "计算分界值"),
    "grade": Text("grading", "评级"),
    "seal": Text("sealing", "封存结果"),
    "read model": Text("writing lists", "生成查询数据"),
    "done": Text("done", "完成"),
}
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Answer:
    """What a command found: facts for `--json`, and how they are shown to a person."""

    facts: dict[str, Any]
    show: Callable[[], None]
    exit_code: int = 0


@dataclass(frozen=True)
class Heading:
    """A column of a table: its words, and the side its values lean to."""

    words: Text
    side: Side = "left"
    is_whole: bool = False


@dataclass(frozen=True)
class Terminal:
    """One command's language, workspace folder and streams."""

    lang: Language
    is_json: bool = False
    folder: Path | None = None
    is_sparing: bool = False
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace asked for, opened on first use."""
        from fenji.workspace.workspace import Workspace

        opened = Workspace.open(self.folder or nearest_workspace(Path.cwd()))
        return opened.sparing() if self.is_sparing else opened

    @property
    def has_workspace(self) -> bool:
        """True where a workspace was named, or there is one here or upward."""
        return self.folder is not None or (nearest_workspace(Path.cwd()) / "fenji.yaml").is_file()

    def close(self) -> None:
        """Lets the workspace go where it was opened."""
        if "workspace" in self.__dict__:
            self.workspace.close()

    def say(self, text: Text) -> str:
        """A text in the command's language."""
        return text.say(self.lang)

    def give(self, answer: Answer) -> None:
        """The answer: as JSON where asked for, else in words."""
        if not self.is_json:
            answer.show()
            self.stdout.flush()
            return
        is_ascii = (self.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
        self.stdout.write(exact_json(answer.facts, is_ascii=is_ascii) + "\n")
        self.stdout.flush()

    def write(self, *parts: Text | str | Styled) -> None:
        """A line on stdout; what came from outside must be made `verbatim` before."""
        self._print(self._out, parts)

    def title(self, text: Text) -> None:
        """A line above what follows, set apart by an empty line."""
        from rich.text import Text as Styled

        self._out.print()
        self._out.print(Styled(self.say(text), style="bold"))

    def hint(self, text: Text) -> None:
        """A line on stderr: never part of the answer."""
        self._print(self._err, (Text(lines_verbatim(text.en), lines_verbatim(text.zh)),))

    def table(self, headings: Sequence[Heading], rows: Sequence[Sequence[str | Styled]]) -> None:
        """A table that fits the width; a value too long for its column goes on below, nothing is cut off."""
        from rich.table import Table
        from rich.text import Text as Styled

        drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
        for heading in headings:
            words = Styled(self.say(heading.words))
            drawn.add_column(words, justify=heading.side, no_wrap=heading.is_whole, overflow="fold")
        for row in rows:
            drawn.add_row(*(cell if isinstance(cell, Styled) else Styled(verbatim(cell)) for cell in row))
        self._out.print(drawn)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars on stderr, one a stage, only where a person watches; gone when the work is done."""
        if not self._err.is_terminal:
            yield _unseen
            return
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
        with Bars(*columns, TimeElapsedColumn(), console=self._err, transient=True) as bars:
            tasks: dict[str, Any] = {}

            def step(stage: Any, share: float) -> None:
                words = verbatim(self.say(stage if isinstance(stage, Text) else _STAGES.get(stage, same(stage))))
                if words not in tasks:
                    tasks[words] = bars.add_task(words, total=1.0)
                bars.update(tasks[words], completed=min(max(share, 0.0), 1.0))

            yield step

    def _print(self, console: Console, parts: Sequence[Text | str | Styled]) -> None:
        from rich.text import Text as Styled

        line = Styled()
        for part in parts:
            line.append(part if isinstance(part, Styled) else self.say(part) if isinstance(part, Text) else part)
        console.print(line, soft_wrap=not console.is_terminal)

    @cached_property
    def _out(self) -> Console:
        return _console(self.stdout)

    @cached_property
    def _err(self) -> Console:
        return _console(self.stderr)


def nearest_workspace(start: Path) -> Path:
    """The nearest folder upward that holds fenji.yaml, else the folder itself."""
    for folder in (start, *start.parents):
        if (folder / "fenji.yaml").is_file():
            return folder
    return start


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    size = width() if not stream.isatty() else None
    no_colour = bool(os.environ.get("NO_COLOR")) or None
    return Console(file=stream, width=size, no_color=no_colour, markup=False, highlight=False, emoji=False)


def _unseen(stage: Any, share: float) -> None:
    """Nobody watches: a program reads stderr, or it goes to a file."""
