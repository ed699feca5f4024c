"""What a picture is drawn on: a page of its own for print and mail, or a place on a screen, light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

NARROWEST, WIDEST, NARROW = 340.0, 2400.0, 480.0


@dataclass(frozen=True)
class Canvas:
    """How wide, with how much margin, on which ground; `is_page`: with title, as-of, scheme and run around the plot.

    A place on a screen has those words around it already: there the plot stands alone, and its marks say their
    figures when pointed at.
    """

    width: float = 960
    margin: float = 44
    is_page: bool = True
    is_dark: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether it is a phone's width, where words that are said elsewhere give way."""
        return self.width < NARROW

    @classmethod
    def screen(cls, width: float, *, is_dark: bool = False) -> Canvas:
        """A place on a screen of that many pixels; widths nobody has are brought back to the nearest that fits.

        >>> Canvas.screen(100000).width, Canvas.screen(640, is_dark=True).is_page
        (2400.0, False)
        """
        return cls(width=min(max(float(width), NARROWEST), WIDEST), margin=2, is_page=False, is_dark=is_dark)


PAGE = Canvas()
_drawn_on: ContextVar[Canvas] = ContextVar("canvas", default=PAGE)


def canvas() -> Canvas:
    """The canvas that is drawn on now; a page unless told otherwise."""
    return _drawn_on.get()


@contextmanager
def drawn_on(ground: Canvas) -> Iterator[None]:
    """Inside, every chart draws on that canvas."""
    before = _drawn_on.set(ground)
    try:
        yield
    finally:
        _drawn_on.reset(before)
