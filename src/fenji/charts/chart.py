"""A chart is one question drawn: its entry in the registry, and the drawing it returns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import DrawError
from fenji.ink.fonts import register_fonts
from fenji.ink.whole_file import write_whole
from fenji.language import Language, Text
from fenji.registry import Registry

if TYPE_CHECKING:
    from fenji.charts.own.figured import Figured
    from fenji.result import Result

Draw = Callable[["Result", Language], "dict[str, Any]"]
VEGA_LITE = "6.4"


@dataclass(frozen=True)
class Chart:
    """One question that can be drawn: its name, its words, and how a result becomes a Vega or Vega-Lite spec.

    `stamp` is another one where the same name asks something else: charts of people's own change; their `figures` are
    the rows behind them.
    """

    name: str
    title: Text
    question: Text
    spec: Draw
    stamp: str = ""
    figures: Callable[[Result, Language], Figured | None] | None = None


CHARTS: Registry[Chart] = Registry("fenji.charts", Text("chart", "图表"))


def chart(*, title: Text, question: Text) -> Callable[[Draw], Draw]:
    """Adds the function below it to the charts, under the function's name."""

    def add(draw: Draw) -> Draw:
        CHARTS.add(draw.__name__, Chart(draw.__name__, title, question, draw))
        return draw

    return add


@dataclass(frozen=True)
class Drawing:
    """A finished picture: the same result gives the same bytes, as SVG and as PNG.

    `spec` is plain Vega-Lite (or Vega, for flows) that a browser draws alike.
    """

    name: str
    spec: dict[str, Any]

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, letters kept as letters."""
        import vl_convert

        register_fonts()
        if "vega-lite" in self.spec["$schema"]:
            return _steady(vl_convert.vegalite_to_svg(self.spec, vl_version=VEGA_LITE))
        return _steady(vl_convert.vega_to_svg(self.spec))

    def png(self, scale: float = 2) -> bytes:
        """The picture as PNG, two dots a pixel unless told otherwise."""
        return png_of(self.svg, scale)

    def pdf(self) -> bytes:
        """The picture as PDF, fonts embedded."""
        import vl_convert

        register_fonts()
        return bytes(vl_convert.svg_to_pdf(self.svg))

    def save(self, path: str | Path) -> Path:
        """Writes the picture in the format its name ends in (.svg, .png, .pdf, .json); whole or not at all."""
        target = Path(path)
        return write_whole(target, self._as(target))

    def _as(self, target: Path) -> bytes:
        import json

        formats: dict[str, Callable[[], bytes]] = {
            ".svg": self.svg.encode,
            ".png": self.png,
            ".pdf": self.pdf,
            ".json": lambda: json.dumps(self.spec, ensure_ascii=False, indent=1).encode(),
        }
        make = formats.get(target.suffix.lower())
        if make is None:
            known = ", ".join(formats)
            problem = Text("a picture cannot be written as '{s}'", "无法写成“{s}”格式的图片").fill(s=target.suffix)
            fix = Text("End the name in one of: {known}.", "文件名请以其中之一结尾：{known}。").fill(known=known)
            raise DrawError(problem, where=str(target), fix=fix)
        return make()


def png_of(svg: str, scale: float = 2) -> bytes:
    """A drawing's SVG as PNG, two dots a pixel unless told otherwise."""
    import vl_convert

    register_fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _steady(svg: str) -> str:
    """The drawing program numbers clips and gradients on and on; here they begin at 0 in every picture."""
    seen: dict[str, str] = {}
    for name in re.findall(r'id="((?:clip|gradient_)\d+)"', svg):
        seen.setdefault(name, f"{name.rstrip('0123456789')}{len(seen)}")
    return re.sub(r"\b(?:clip|gradient_)\d+\b", lambda found: seen.get(found[0], found[0]), svg)
