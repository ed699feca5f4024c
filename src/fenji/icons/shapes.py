"""The shapes of badges: outline, room for the text, and the plain character that stands for each."""

from __future__ import annotations

from dataclasses import dataclass

from fenji.language import Text


@dataclass(frozen=True)
class Outline:
    """One shape on a field of 64 × 64: its path, where its text stands, how wide and tall that may be."""

    path: str
    symbol: str
    name: Text
    middle: float
    room: float
    x: float = 32
    tallest: float = 26


SHAPES: dict[str, Outline] = {
    "crown": Outline(
        "M8,56L4,18L19,31L32,7L45,31L60,18L56,56Z", "♛", Text("crown", "皇冠"), middle=43, room=37, tallest=19
    ),
    "diamond": Outline("M17,8H47L61,26L32,60L3,26Z", "◆", Text("diamond", "钻石"), middle=27, room=40),
    "star": Outline(
        "M32,2L41,22.5L63,24.7L46.4,39.5L51.4,61.5L32,50L12.6,61.5L17.6,39.5L1,24.7L23,22.5Z",
        "★", Text("star", "星形"), middle=34, room=28, tallest=22,
    ),
    "shield": Outline(
        "M32,3L57,11V30C57,46 46,56 32,62C18,56 7,46 7,30V11Z", "☗", Text("shield", "盾牌"), middle=31, room=42
    ),
    "medal": Outline(
        "M12,2H27L32,13L37,2H52L44.5,20.6A22,22 0 1 1 19.5,20.6Z",
        "◎", Text("medal", "奖章"), middle=40, room=32, tallest=23,
    ),
    "leaf": Outline(
        "M61,3C64,36 50,60 20,55L11,63L3,56L10,47C0,20 26,4 61,3Z", "♣", Text("leaf", "叶片"), middle=32, room=36, x=33
    ),
    "circle": Outline(
        "M32,3A29,29 0 1 1 32,61A29,29 0 1 1 32,3Z", "●", Text("circle", "圆形"), middle=32, room=46
    ),
    "hexagon": Outline("M32,2L58,17V47L32,62L6,47V17Z", "⬢", Text("hexagon", "六边形"), middle=32, room=44),
    "square": Outline(
        "M14,5H50A9,9 0 0 1 59,14V50A9,9 0 0 1 50,59H14A9,9 0 0 1 5,50V14A9,9 0 0 1 14,5Z",
        "■", Text("square", "方形"), middle=32, room=46,
    ),
    "triangle": Outline("M32,4L62,58H2Z", "▲", Text("triangle", "三角形"), middle=42, room=29, tallest=19),
    "heart": Outline(
        "M32,60C9,43 3,31 3,21C3,10 11,5 18,5C25,5 30,9 32,15C34,9 39,5 46,5C53,5 61,10 61,21C61,31 55,43 32,60Z",
        "♥", Text("heart", "心形"), middle=27, room=42,
    ),
    "flag": Outline(
        "M5,3H12V8C28,0 38,17 61,8V43C38,52 28,35 12,43V62H5Z", "⚑", Text("flag", "旗帜"), middle=27, room=38, x=36
    ),
}  # fmt: skip
"""Every shape a scheme may name, with how it is drawn."""

PATTERNS: dict[str, Text] = {
    "solid": Text("solid", "纯色"),
    "stripes": Text("stripes", "条纹"),
    "dots": Text("dots", "圆点"),
    "grid": Text("grid", "网格"),
    "rings": Text("rings", "圆环"),
    "outline": Text("outline", "空心"),
}
"""Every pattern a scheme may name."""
