"""Previews and versions from files alone: the same answers as from the lake, and it is seen when they are old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import UnknownName
from fenji.review.changes import changed
from fenji.review.spread import figure_spread, score_spread
from fenji.scheme.load import standard
from fenji.workspace.preview_file import opened_measured, read_preview_file, stamp_of, write_preview_file
from fenji.workspace.publishing import draft
from fenji.workspace.simulating import Base, compared
from fenji.workspace.standards_file import read_standards, write_standards
from fenji.workspace.versions import versions
from fenji.workspace.workspace import Workspace

CHANGE = {"criteria.net_revenue.weight": "50%", "tiers.VIP.from_score": 70}
ORDERS = "订单号,客户ID,下单时间,金额\n" + "".join(
    f"A{n},C{n % 7},2024-0{1 + n % 6}-1{n % 9},{(n % 7 + 1) * 100 + n}\n" for n in range(60)
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    """Seven customers with sixty orders, graded once."""
    workspace = Workspace.create(tmp_path / "shop")
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    workspace.import_file(path)
    workspace.grade("value", as_of=date(2024, 6, 30))
    yield workspace
    workspace.close()


def test_a_preview_from_files_is_the_preview_from_the_lake(shop: Workspace) -> None:
    start = write_preview_file(shop, "value")
    said = shop.simulate(CHANGE)
    expected = (said.matrix(), said.tiers(), said.movers(), said.notes)
    shop.close()
    assert read_preview_file(shop.folder, "value") == start
    with opened_measured(shop.folder, start, start.scheme.measures()) as opened:
        assert opened is not None
        engine, measured = opened
        base = Base(start.scheme, measured, start.as_of, start.currency, start.notes)
        found = compared(base, changed(start.scheme.scheme, CHANGE), engine=engine)
        assert (found.matrix(), found.tiers(), found.movers(), found.notes) == expected
        was, now = score_spread(found)
        assert (sum(was), sum(now)) == (7, 7)
        spread = figure_spread(measured, "net_revenue@365_days", engine=engine, steps=10)
        assert spread is not None
        assert (sum(spread.counts), spread.counts[-1] > 0, spread.low > Decimal(0)) == (7, True, True)
        assert figure_spread(measured, "interaction_count@365_days", engine=engine) is None


def test_figures_that_no_file_has_are_said_to_be_missing(shop: Workspace) -> None:
    start = write_preview_file(shop, "value")
    other = standard("potential").measures()
    with opened_measured(shop.folder, start, other) as opened:
        assert opened is None
    write_preview_file(shop, "value", also=other)
    with opened_measured(shop.folder, start, other) as opened:
        assert opened is not None  # a wider file has taken the place of the first
    for path in (shop.folder / "runs" / "measured").glob("*.duckdb"):
        path.unlink()
    with opened_measured(shop.folder, start, start.scheme.measures()) as opened:
        assert opened is None


def test_the_stamp_differs_once_anything_was_written_and_not_by_reading(shop: Workspace) -> None:
    before = stamp_of(shop.folder)
    write_standards(shop)
    write_preview_file(shop, "value")
    shop.close()
    assert stamp_of(shop.folder) == before
    (shop.folder / "schemes" / "mine.yaml").write_text("name: mine\n", "utf-8")
    written = stamp_of(shop.folder)
    draft(shop, changed(standard("value"), CHANGE).scheme)
    assert len({before, written, stamp_of(shop.folder)}) == 3


def test_standards_rest_in_a_file_with_every_version_and_decision(shop: Workspace) -> None:
    draft(shop, changed(standard("value"), CHANGE).scheme, reason="money first")
    (shop.folder / "schemes" / "broken.yaml").write_text("name: broken\n", "utf-8")
    write_standards(shop)
    expected = versions(shop.lake, "value")
    shop.close()
    kept = read_standards(shop.folder)
    assert kept is not None
    assert kept.stamp == stamp_of(shop.folder)
    value, broken, ready = (kept.find(name) for name in ("value", "broken", "hml"))
    assert value is not None
    assert list(value.versions) == expected
    assert value.acts[0].reason == "money first"
    assert (value.published, value.newest) == (expected[0], expected[1])
    assert value.body(2).scheme.tier("VIP").from_score == 70
    assert value.written == standard("value")
    assert broken is not None
    assert (broken.is_broken, broken.written, broken.origin) == (True, None, "workspace")
    assert ready is not None
    assert (ready.origin, ready.versions) == ("ready-made", ())


def test_a_standard_that_was_only_drafted_is_previewed_against_its_newest_draft(shop: Workspace) -> None:
    own = standard("value").model_copy(update={"name": "own"})
    draft(shop, own)
    assert write_preview_file(shop, "own").scheme.version == 1
    with pytest.raises(UnknownName):
        write_preview_file(shop, "nobody")


def test_a_file_that_cannot_be_read_counts_as_none(shop: Workspace) -> None:
    assert read_preview_file(shop.folder, "value") is None
    assert read_standards(shop.folder) is None
    (shop.folder / "runs" / "standards.json").write_text("{", "utf-8")
    assert read_standards(shop.folder) is None
