"""Every chart, in both languages, says its finding and its frame, fits its page, and comes out alike each time."""

import re
from html import unescape
from pathlib import Path

import pytest

from fenji.charts.chart import Drawing
from fenji.charts.draw import draw
from fenji.errors import DrawError, UnknownName
from fenji.ink.words import width_of
from fenji.language import Language
from tests.fenji.charts.shop import EIGHT, row, shop, words_of

NAMES = (
    "amount_by_tier", "concentration", "customers_by_tier", "frequency_amount", "frequency_by_tier", "moves_matrix",
    "moves_sankey", "score_spread", "tier_history", "tier_share",
)  # fmt: skip
RESULT = shop(customers=120, simulated=True, runs=3)
EIGHT_TIERS = shop(EIGHT, customers=300, runs=12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("lang", "expected"), [
    ("zh", ("模拟数据", "评估基准日 2024-06-30", "分级标准 客户价值 第3版", "评级批次 20240630-value")),
    ("en", ("Simulated data", "As of 2024-06-30", "scheme Customer value v3", "run 20240630-value")),
])  # fmt: skip
def test_every_chart_carries_mark_date_scheme_and_run(name: str, lang: Language, expected: tuple[str, ...]) -> None:
    words = words_of(RESULT, name, lang)
    assert [part for part in expected if part not in words] == []


@pytest.mark.parametrize("name", NAMES)
def test_real_data_carries_no_simulated_mark(name: str) -> None:
    assert "模拟" not in words_of(shop(customers=40), name)


@pytest.mark.parametrize("name", NAMES)
def test_english_charts_hold_no_chinese_and_chinese_charts_name_tiers_in_chinese(name: str) -> None:
    assert re.findall(r"[\u4e00-\u9fff]+", words_of(RESULT, name, "en")) == []
    assert "VIP客户" in words_of(RESULT, name, "zh") or name == "concentration"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_result_gives_the_same_bytes(name: str) -> None:
    one, other = draw(RESULT, name), draw(RESULT, name)
    assert one.svg == other.svg
    assert one.png(1) == other.png(1)
    assert one.spec == other.spec


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_words_leave_the_page_even_with_eight_long_tiers(name: str, lang: Language) -> None:
    drawing = draw(EIGHT_TIERS, name, lang)
    page_width, page_height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)', drawing.svg)[0])
    outside = [
        text
        for text, x, y, size, anchor, weight in words_with_places(drawing)
        if not _fits(text, x, size, anchor, weight, page_width) or not 0 < y < page_height
    ]
    assert outside == []


def _fits(text: str, x: float, size: float, anchor: str, weight: str, page: float) -> bool:
    width = width_of(text, size, bold=weight == "bold")
    start = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return start >= 10 and start + width <= page - 10


@pytest.mark.parametrize("name", ["tier_share", "amount_by_tier", "tier_history", "moves_sankey", "moves_matrix"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_words_lie_on_other_words(name: str, lang: Language) -> None:
    boxes = [
        (t, *_box(t, x, y, size, a, w)) for t, x, y, size, a, w in words_with_places(draw(EIGHT_TIERS, name, lang))
    ]
    overlaps = [
        (one[0], other[0])
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[1] < other[2] and other[1] < one[2] and one[3] < other[4] and other[3] < one[4]
    ]
    assert overlaps == []


def _box(text: str, x: float, y: float, size: float, anchor: str, weight: str) -> tuple[float, float, float, float]:
    width = width_of(text, size, bold=weight == "bold") * 0.9
    start = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return start, start + width, y - size * 0.72, y + size * 0.05


def words_with_places(drawing: Drawing) -> list[tuple[str, float, float, float, str, str]]:
    """Every text with its place on the page, size, anchor and weight; turned text is left out."""
    found: list[tuple[str, float, float, float, str, str]] = []
    shifts = [(0.0, 0.0)]
    for tag in re.finditer(r"<g([^>]*)>|</g>|<text([^>]*)>([^<]*)</text>", drawing.svg):
        if tag[0] == "</g>":
            shifts.pop()
        elif tag[2] is None:
            move = re.search(r"translate\(([-\d.]+),([-\d.]+)\)", tag[1])
            dx, dy = (float(move[1]), float(move[2])) if move else (0.0, 0.0)
            shifts.append((shifts[-1][0] + dx, shifts[-1][1] + dy))
        elif "rotate" not in tag[2] and tag[3].strip() and 'opacity="0"' not in tag[2]:
            move = re.search(r"translate\(([-\d.]+),([-\d.]+)\)", tag[2])
            assert move
            size = re.search(r'font-size="([\d.]+)px"', tag[2])
            anchor = re.search(r'text-anchor="(\w+)"', tag[2])
            bold = 'font-weight="bold"' in tag[2]
            x, y = shifts[-1][0] + float(move[1]), shifts[-1][1] + float(move[2])
            found.append((unescape(tag[3]), x, y, float(size[1]) if size else 11, anchor[1] if anchor else "start",
                          "bold" if bold else "normal"))  # fmt: skip
    assert found
    return found


def test_an_unknown_chart_is_refused_with_a_guess() -> None:
    with pytest.raises(UnknownName, match="tier_share"):
        draw(RESULT, "tier_shares")


@pytest.mark.parametrize("name", ["moves_matrix", "moves_sankey"])
def test_moves_without_a_previous_run_are_refused_with_a_fix(name: str) -> None:
    with pytest.raises(DrawError, match="--as-of"):
        draw(shop(customers=20, runs=1), name)


@pytest.mark.parametrize("name", ["tier_share", "customers_by_tier", "amount_by_tier", "frequency_by_tier",
                                  "frequency_amount", "tier_history"])  # fmt: skip
def test_tiers_are_refused_when_nobody_could_be_graded(name: str) -> None:
    with pytest.raises(DrawError, match="nobody could be graded"):
        draw(shop(rows=[row(1, None), row(2, None)]), name)


def test_scores_are_refused_when_nobody_has_one() -> None:
    with pytest.raises(DrawError, match="nobody has a score"):
        draw(shop(rows=[row(1, None)]), "score_spread")


@pytest.mark.parametrize("name", ["amount_by_tier", "concentration", "frequency_amount"])
def test_money_is_refused_when_all_of_it_is_unknown(name: str) -> None:
    with pytest.raises(DrawError):
        draw(shop(rows=[row(1, "VIP", money=None)]), name)


def test_names_with_marks_of_markup_stay_text(tmp_path: Path) -> None:
    result = shop([("a", '<b>"甲" & 乙</b>', "x"), ("b", "${pit}", "{{y}}")], rows=[row(1, "a"), row(2, "b")])
    drawing = draw(result, "customers_by_tier")
    assert "<b>" not in drawing.svg
    assert '<b>"甲" & 乙</b>' in words_of(result, "customers_by_tier")
    assert "${pit}" in words_of(result, "customers_by_tier")


@pytest.mark.parametrize(
    ("ending", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".json", b"{")]
)
def test_a_drawing_is_saved_as_its_name_ends(tmp_path: Path, ending: str, start: bytes) -> None:
    path = draw(RESULT, "tier_share").save(tmp_path / "new" / f"picture{ending}")
    assert path.read_bytes().startswith(start)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_strange_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match=r"\.svg, \.png, \.pdf, \.json"):
        draw(RESULT, "tier_share").save(tmp_path / "picture.bmp")
