"""Charts of a part of the customers: counted afresh, said in words, linked to exactly them, kept as files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from python_calamine import CalamineWorkbook

from fenji.charts.draw import draw
from fenji.language import Text
from fenji.result import Result
from fenji_web.insights.forms import Chosen
from tests.fenji_web.reading import questions, shown

SignIn = Callable[..., Client]
BOTH = "tier=regular&stage=loyal&stage=at_risk"


@pytest.fixture
def result(shop: Path) -> Result:
    return shown(shop)


def part(result: Result) -> Result:
    return result.among({"tier": ["regular"], "stage": ["loyal", "at_risk"]}, Text("", ""))


@pytest.mark.parametrize("name", ["amount_by_tier", "customers_by_rfm", "stage_flow", "concentration", "moves_matrix"])
def test_a_card_speaks_of_those_chosen_alone(client_as: SignIn, result: Result, name: str) -> None:
    page = client_as("viewer", lang="en").get(f"/insights/charts/{name}/card/?{BOTH}").content.decode()
    assert f'<p class="finding">{draw(part(result), name, "en").spec["description"]}</p>' in page
    assert f'data-chart="/insights/charts/{name}/spec.json?tier=regular&amp;stage=loyal&amp;stage=at_risk"' in page


def test_the_number_chosen_is_the_number_listed(client_as: SignIn, result: Result) -> None:
    client, expected = client_as("viewer", lang="en"), part(result).run.customers
    page = client.get(f"/insights/?{BOTH}").content.decode()
    link = re.search(r'cross-count" href="([^"]+)">([\d,]+) customers', page)
    assert link
    assert link[2] == f"{expected:,}"
    listed = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert f'<span class="strong">{expected:,} customers' in listed


def test_every_chip_takes_itself_away(client_as: SignIn, shop: Path) -> None:
    page = client_as("viewer", lang="en").get(f"/insights/?{BOTH}").content.decode()
    chips = re.findall(r'chip chip-on" href="/insights/(\?[^"]*)" data-crosses title', page)
    assert [one.replace("&amp;", "&") for one in chips] == [
        "?stage=loyal&stage=at_risk", "?tier=regular&stage=at_risk", "?tier=regular&stage=loyal",
    ]  # fmt: skip


def test_what_is_not_known_is_left_out(client_as: SignIn, shop: Path) -> None:
    page = client_as("viewer", lang="en").get("/insights/?tier=none&name=x&mobile=1&province=x").content.decode()
    assert "cross-count" not in page


def test_a_filter_reads_and_writes_itself(client_as: SignIn, shop: Path) -> None:
    from fenji_web.customers.access import Column

    tier = Column(
        "tier", Text("Tier", "等级"), "choice", "grade", choices=(("a", Text("A", "甲")), ("b", Text("B", "乙")))
    )
    chosen = Chosen.read(QueryDict("tier=a&tier=b&tier=zzz&tier="), {"tier": tier})
    assert chosen.where == {"tier": ["a", "b", None]}
    assert chosen.query == "?tier=a&tier=b&tier="
    assert Chosen.read(QueryDict("tier=a"), {"tier": tier}).words == Text("Tier A", "等级为甲")
    assert Chosen.read(QueryDict("tier=a"), {"tier": tier}).toggled("tier", "a") == ""
    assert not Chosen.read(QueryDict(""), {"tier": tier})


def test_the_trend_of_a_part_is_that_part_at_every_run(client_as: SignIn, shop: Path, result: Result) -> None:
    spec = client_as("viewer", lang="en").get("/insights/charts/tier_history/spec.json?stage=loyal").json()
    rows = next(rows for rows in spec["datasets"].values() if "run" in rows[0])
    runs = dict.fromkeys(row["run"] for row in rows)
    assert len(runs) == 3
    now = sum(row["to"] - row["from"] for row in rows if row["run"] == result.run.id)
    assert now == result.count(where={"stage": "loyal"})


def test_cohorts_stay_those_of_all_customers_and_say_so(client_as: SignIn, result: Result) -> None:
    client = client_as("viewer", lang="en")
    for address in ("/insights/charts/cohort_retention/card/", "/insights/charts/cohort_retention/"):
        page = client.get(f"{address}?stage=loyal").content.decode()
        assert '<span class="tag">all customers</span>' in page
        assert "Filters do not narrow this chart" in page
        assert draw(result, "cohort_retention", "en").spec["description"] in page
        assert "Filters do not narrow" not in client.get(address).content.decode()


def test_nobody_left_is_said(client_as: SignIn, shop: Path) -> None:
    client = client_as("sales", lang="en")
    query = "tier=VIP&tier_is=&stage=prospect"
    page = client.get(f"/insights/charts/tier_share/card/?{query}").content.decode()
    assert "no customer answers to all filters" in page
    assert client.get(f"/insights/numbers.xlsx?{query}").status_code == 422


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_picture_of_a_part_says_of_whom(client_as: SignIn, result: Result, kind: str) -> None:
    answer = client_as("sales").get(f"/insights/charts/amount_by_tier/picture.{kind}?stage=loyal")
    assert answer.status_code == 200
    if kind == "svg":
        page = answer.content.decode()
        assert "仅限：阶段为忠诚期" in page
        assert result.run.id in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_numbers_of_the_page_are_a_workbook_of_those_chosen(client_as: SignIn, result: Result, lang: str) -> None:
    answer = client_as("sales", lang=lang).get(f"/insights/numbers.xlsx?{BOTH}")
    assert answer["Content-Disposition"] == f'attachment; filename="insights-{result.run.id}-{lang}.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    cover = book.get_sheet_by_index(0).to_python()
    words = " ".join(str(cell) for row in cover for cell in row)
    said = {
        "zh": ("等级为普通客户；阶段为忠诚期或预警期", "第 1 版"),
        "en": ("Tier Regular; Stage Loyal or At risk", "version 1"),
    }
    assert all(part in words for part in (*said[lang], result.run.id, str(result.run.as_of)))
    tiers = book.get_sheet_by_index(1).to_python()
    counts = {row[0]: row[1] for row in tiers[2:]}
    name = {"zh": "普通客户", "en": "Regular"}[lang]
    assert counts[name] == part(result).run.customers
    sheets = {
        "zh": {"RFM 八类", "历次评级", "同期群（全部客户）"},
        "en": {"RFM eight classes", "Tiers over the runs", "Cohorts, all customers"},
    }
    assert sheets[lang] <= set(book.sheet_names)


def test_the_workbook_is_for_those_who_may_export(client_as: SignIn, shop: Path) -> None:
    assert client_as("viewer").get("/insights/numbers.xlsx").status_code == 404
    assert "numbers.xlsx" not in client_as("viewer").get("/insights/").content.decode()


def test_the_same_filter_asks_nothing_twice(client_as: SignIn, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("viewer")
    client.get(f"/insights/charts/amount_by_tier/card/?{BOTH}")
    with questions(monkeypatch) as asked:
        client.get(f"/insights/charts/amount_by_tier/card/?{BOTH}&width=400")
        client.get(f"/insights/charts/customers_by_tier/card/?{BOTH}")
    assert asked == []
