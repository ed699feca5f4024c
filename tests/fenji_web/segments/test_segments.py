"""Segments: sizes and revenue that add up to the run, tiers across segments, and the way to the customers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from fenji.result import Result
from fenji.segments.rfm8 import Rfm8
from fenji.workspace.model_file import open_file
from fenji_web.insights.pages import calm
from fenji_web.segments import pages, queries
from fenji_web.segments.pages.matrix import columns, flow, matrix
from fenji_web.segments.queries import Held
from fenji_web.ui import remembered
from tests.fenji_web.reading import questions, shown

SignIn = Callable[..., Client]
KINDS = ("stage", "rfm_class", "rfm_segment", "abc", "frequency_class")


@pytest.fixture
def result(shop: Path) -> Result:
    return shown(shop)


@pytest.mark.parametrize("name", KINDS)
def test_sizes_and_revenue_add_up_to_the_run(shop: Path, result: Result, name: str) -> None:
    kind = next(one for one in queries.defined(shop) if one.name == name)
    cross = queries.crossed(result, name)
    rows = pages.segment_rows(kind, cross)
    assert sum(row.held.customers for row in rows) == result.run.customers
    assert sum(row.customer_share for row in rows) == pytest.approx(Decimal(1))
    revenue = sum((held.net_revenue or Decimal(0) for held in cross.values()), Decimal(0))
    assert revenue == sum(each.net_revenue or Decimal(0) for each in result.tiers())
    tiers = columns(result, cross)
    for place, column in enumerate(tiers):
        lines = matrix(kind, cross, rows, tiers)
        assert sum(line.cells[place].customers for line in lines) == column.customers


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_its_page(client_as: SignIn, shop: Path, name: str, lang: str) -> None:
    page = client_as("viewer", lang=lang).get(f"/insights/segments/{name}/").content.decode()
    kind = next(one for one in queries.defined(shop) if one.name == name)
    for segment in kind.segments():
        assert escape(segment.name.say(lang)) in page  # type: ignore[arg-type]


def test_the_eight_classes_come_first_and_lead_to_their_customers(client_as: SignIn, result: Result) -> None:
    page = client_as("viewer").get("/insights/segments/").content.decode()
    count = result.count(where={"rfm_class": "important_value"})
    assert f'<a class="strong" href="/customers/?rfm_class=important_value">{count:,}</a>' in page
    both = result.count(where={"rfm_class": "important_value", "tier": "VIP"})
    assert f'<a href="/customers/?tier=VIP&amp;rfm_class=important_value">{both:,}</a>' in page


def test_a_page_asks_few_questions_and_the_next_one_none(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("viewer")
    client.get("/insights/")
    remembered._KEPT.clear()
    with questions(monkeypatch) as first:
        client.get("/insights/segments/abc/")
    with questions(monkeypatch) as second:
        client.get("/insights/segments/abc/")
    assert len(first) <= 9  # of three files: what they are, and the segments
    assert len(second) == 0


def test_a_segment_that_the_definition_no_longer_has_is_shown_by_its_key() -> None:
    cross: queries.Cross = {("important_value", "VIP"): Held(3, Decimal(300)), ("old_class", "VIP"): Held(1, None)}
    rows = {row.key: row for row in pages.segment_rows(Rfm8(), cross)}
    assert rows["old_class"].name.zh == "old_class"
    assert (rows["old_class"].customer_share, rows["old_class"].revenue_share) == (Decimal("0.25"), None)
    assert None not in rows


def test_customers_in_no_segment_come_last_and_lead_to_the_unknown() -> None:
    cross: queries.Cross = {(None, "VIP"): Held(2, Decimal(50)), ("important_value", None): Held(2, Decimal(150))}
    last = pages.segment_rows(Rfm8(), cross)[-1]
    assert (last.key, last.held.customers, last.revenue_share, last.url) == (
        None,
        2,
        Decimal("0.25"),
        "/customers/?rfm_class=",
    )


def test_the_eight_fields_stand_by_money_recency_and_frequency() -> None:
    lines = pages.rfm_fields(pages.segment_rows(Rfm8(), {}))
    assert [[row.key for row in fields] for _, fields in lines] == [
        ["important_value", "important_develop", "important_keep", "important_win_back"],
        ["ordinary_value", "ordinary_develop", "ordinary_keep", "ordinary_win_back"],
    ]


@pytest.mark.parametrize(
    ("share", "depth"),
    [(None, 0), (Decimal(0), 0), (Decimal("0.01"), 1), (Decimal("0.02"), 1), (Decimal("0.1"), 3), (Decimal(1), 5)],
)
def test_a_field_is_the_deeper_the_larger_its_share(share: Decimal | None, depth: int) -> None:
    assert pages.heat(share) == depth


@pytest.mark.parametrize(("amount", "said"), [("99.95", "99.95"), ("100.50", "101"), ("-250.4", "-250")])
def test_amounts_in_lists_have_no_cents_from_a_hundred_up(amount: str, said: str) -> None:
    assert calm(Decimal(amount)) == Decimal(said)
    assert calm(None) is None


@pytest.mark.parametrize("name", KINDS)
def test_who_came_and_went_is_told_and_leads_to_exactly_them(client_as: SignIn, result: Result, name: str) -> None:
    client = client_as("viewer", lang="en")
    page = client.get(f"/insights/segments/{name}/").content.decode()
    found = re.findall(r'<a href="(/customers/\?[^"]*where=[^"]*)">[+−]([\d,]+)</a>', page)
    assert found
    for url, said in found[:6]:
        listed = client.get(unescape(url)).content.decode()
        assert f'<span class="strong">{said} customer' in listed
    rows = list(result.rows([name, f"previous_{name}"]))
    entered = sum(1 for row in rows if row[name] is not None and row[name] != row[f"previous_{name}"])
    moved = queries.moved(result, name)
    walks = [pages.walks(name, str(key), moved) for key in {now for _, now in moved} if key is not None]
    assert sum(entering.customers for entering, _ in walks) == entered


def test_the_flow_between_stages_adds_up_and_leads_to_its_customers(client_as: SignIn, result: Result) -> None:
    kind = next(one for one in queries.defined(Path(settings.FENJI_WORKSPACE)) if one.name == "stage")
    found = flow(kind, queries.moved(result, "stage"))
    assert found is not None
    assert sum(line.customers for line in found.rows) == result.run.customers
    assert all(sum(cell.customers for cell in line.cells) == line.customers for line in found.rows)
    changed = sum(1 for row in result.rows(["stage", "previous_stage"])
                  if row["previous_stage"] is not None and row["stage"] != row["previous_stage"])  # fmt: skip
    assert found.changed == changed
    client = client_as("viewer", lang="en")
    cell = max((cell for line in found.rows for cell in line.cells if not cell.is_still), key=lambda one: one.customers)
    assert cell.url in unescape(client.get("/insights/segments/stage/").content.decode())
    assert f'<span class="strong">{cell.customers:,} customer' in client.get(cell.url).content.decode()


def test_without_a_run_before_nobody_came_or_went(client_as: SignIn) -> None:
    client = client_as("viewer", lang="en")
    page = client.get("/insights/segments/abc/?scheme=electronics").content.decode()
    assert "Entered" not in page
    assert "Moves since" not in page


def test_other_names_of_a_segment_are_for_readers_of_chinese(client_as: SignIn) -> None:
    chinese, english = (client_as("viewer", lang=lang).get("/insights/segments/") for lang in ("zh", "en"))
    assert "流失客户" in chinese.content.decode()
    body = re.search(r"<main.*</main>", english.content.decode(), flags=re.DOTALL)
    assert body
    assert not re.search(r"[\u4e00-\u9fff]", body[0])


def test_the_trend_tells_every_run_that_is_kept(client_as: SignIn, shop: Path, result: Result) -> None:
    days = list(dict.fromkeys(point.run_id for point in result.history()))
    files = [next((shop / "runs").glob(f"{run_id}.*.duckdb")) for run_id in days]
    assert len(files) == 3
    counts = [open_file(path).count(where={"stage": "loyal"}) for path in files]
    page = client_as("viewer").get("/insights/segments/stage/").content.decode()
    assert f'<polyline points="{pages.spark(counts)}"/>' in page


def test_a_line_that_never_changes_is_level() -> None:
    assert pages.spark([5, 5]) == "2.0,11.0 82.0,11.0"
