"""A logo from outside costs little to draw, whatever it refers to."""

from __future__ import annotations

import pytest

from fenji.errors import DrawError
from fenji.ink.logo import redrawn

FRAME = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><defs>{}</defs>{}</svg>'
SHAPE = '<rect width="50" height="50"/>'


def test_a_shape_used_again_is_drawn() -> None:
    svg = FRAME.format(f'<g id="a">{SHAPE}</g>', '<use href="#a"/><use href="#a" x="50"/>')
    assert redrawn(svg.encode()).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["g", "mask", "clipPath"])
def test_shapes_that_mean_billions_are_refused_before_they_are_drawn(kind: str) -> None:
    again = '<use href="#a{n}"/>' if kind == "g" else '<rect width="9" height="9" {how}="url(#a{n})"/>'
    how = "clip-path" if kind == "clipPath" else kind
    parts = [f'<{kind} id="a0">{SHAPE}</{kind}>']
    parts += [f'<{kind} id="a{n}">{again.format(n=n - 1, how=how) * 10}</{kind}>' for n in range(1, 10)]
    with pytest.raises(DrawError, match="too many shapes"):
        redrawn(FRAME.format("".join(parts), SHAPE + again.format(n=9, how=how)).encode())


def test_a_shape_that_refers_to_itself_is_refused() -> None:
    for inner in ('<use href="#a"/>', '<g><use href="#b"/></g>'):
        parts = f'<g id="a">{SHAPE}{inner}</g><g id="b"><use href="#a"/></g>'
        with pytest.raises(DrawError, match="itself"):
            redrawn(FRAME.format(parts, '<use href="#a"/>').encode())
