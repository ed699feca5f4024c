"""Facts and a template become a typeset sheet: PDF, PNG and SVG, the same bytes for the same facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fenji.errors import DrawError
from fenji.ink.fonts import font_files
from fenji.ink.whole_file import write_whole
from fenji.language import Text

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(str(files("fenji.pictures") / "templates"))
PRINT = "a-2a"
"""Kept for decades and read aloud: PDF/A-2a, tagged, every font inside."""

_NO_ROOM = re.compile(r"no room for the words of <([^|>]*)\|(.*?)>(?:, panicked|$)", re.DOTALL)
_SHOWN = 60


@dataclass(frozen=True)
class Placed:
    """One place of a sheet as it was laid out, in millimetres from the page's corner, or within the place it names."""

    name: str
    within: str | None
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Sheet:
    """A picture ready to print: `template` is the name of a Typst file of ours, `facts` what it shows."""

    name: str
    template: str
    facts: Mapping[str, Any]
    day: date

    def pdf(self) -> bytes:
        """The sheet as PDF/A-2a, tagged, fonts embedded."""
        return self._made("pdf", pdf_standards=[PRINT], timestamp=self._stamp)

    def png(self, ppi: float = 144) -> bytes:
        """The sheet as PNG, 144 dots an inch unless told otherwise."""
        return self._made("png", ppi=ppi)

    def pages(self, ppi: float = 144) -> list[bytes]:
        """Every page as PNG; a sheet has one, a report several."""
        return self._all_made("png", ppi=ppi)

    def svg(self) -> str:
        """The sheet as SVG, letters as outlines, so that it looks the same everywhere."""
        return self._made("svg").decode("utf-8")

    def places(self) -> tuple[Placed, ...]:
        """Where everything lies, for those who check that nothing overlaps."""
        return tuple(Placed(**each["value"]) for each in json.loads(self._asked("<place>")))

    def words(self) -> tuple[dict[str, Any], ...]:
        """Every text that was made to fit: name, size in points, words, colour, and where it lies in millimetres."""
        return tuple(each["value"] for each in json.loads(self._asked("<words>")))

    def things(self) -> tuple[dict[str, Any], ...]:
        """What is drawn around words (a `ground`, with its colour) or beside them (a `mark`), and where it lies."""
        return tuple(each["value"] for each in json.loads(self._asked("<thing>")))

    def save(self, path: Path, *, ppi: float = 144) -> Path:
        """Writes the sheet in the format its name ends in (.pdf, .png, .svg); whole or not at all."""
        suffix = path.suffix.lower()
        if suffix not in (".pdf", ".png", ".svg"):
            problem = Text("a picture cannot be written as '{s}'", "无法写成“{s}”格式的图片").fill(s=path.suffix)
            fix = Text("End the name in .pdf, .png or .svg.", "文件名请以 .pdf、.png 或 .svg 结尾。")
            raise DrawError(problem, where=str(path), fix=fix)
        content = self.pdf() if suffix == ".pdf" else self.png(ppi) if suffix == ".png" else self.svg().encode()
        return write_whole(path, content)

    @property
    def _stamp(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)

    @cached_property
    def _compiler(self) -> typst.Compiler:
        import typst

        family = font_files().family
        own = {"font": family, "day": [self.day.year, self.day.month, self.day.day]}
        said = json.dumps({**self.facts, **own}, ensure_ascii=False, sort_keys=True)
        return typst.Compiler(
            TEMPLATES / self.template,
            root=TEMPLATES,
            font_paths=_letters(),
            ignore_system_fonts=True,
            sys_inputs={"facts": said},
        )

    def _made(self, form: Literal["pdf", "png", "svg"], **how: Any) -> bytes:
        return self._all_made(form, **how)[0]

    def _all_made(self, form: Literal["pdf", "png", "svg"], **how: Any) -> list[bytes]:
        import typst

        try:
            made = self._compiler.compile(format=form, **how)
        except typst.TypstError:
            self._asked("<words>")  # a question's refusal names every place without room, a drawing's the first alone
            raise
        assert made is not None
        return made if isinstance(made, list) else [made]

    def _asked(self, label: str) -> str:
        import typst

        try:
            return str(self._compiler.query(label))
        except (typst.TypstError, RuntimeError) as refused:  # a query's refusal is no TypstError
            raise _no_room(refused, self.name) from refused


@cache
def _letters() -> typst.Fonts:
    """Our letters, read once a process."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_files().folder)])


def _no_room(refused: Exception, name: str) -> Exception:
    """Words too long for their places are a person's to shorten, all at once; anything else is a fault of ours."""
    found = dict(_NO_ROOM.findall(str(refused)))
    if not found:
        return refused
    shown = [(words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…", len(words)) for words in found.values()]
    problem = Text(
        "words do not fit, even in the smallest print: " + ", ".join(f"'{w}' ({n} characters)" for w, n in shown),
        "文字过长，用最小字号也放不下：" + "、".join(f"“{words}”（{n} 个字符）" for words, n in shown),
    )
    fix = Text("Shorten them, or choose the larger sheet (A3).", "请缩短文字，或选用更大的纸张（A3）。")
    return DrawError(problem, where=f"{name}: {', '.join(found)}", fix=fix)
