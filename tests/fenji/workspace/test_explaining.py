"""Explanations, letters and several standards in a real workspace: what a person asks after grading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import UnknownCustomer, UnknownName, WorkspaceError
from fenji.language import LANGUAGES, Language
from fenji.review.letter import clean, letter
from fenji.review.letter_page import html, markdown
from fenji.workspace.explaining import before_of, explain, merged_into, merged_like
from fenji.workspace.several import (
    grade_all,
    matrix,
    members,
    newest_result,
    result_beside,
    schemes_graded_together,
    tiers_beside,
)
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.people import people
from tests.sample_result import order, sample_tables

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
EVIL = "<script>alert('1')</script>*b*|[x](y)\x1b[31m\u202e&amp;"
PHONE, MAIL = "13912348001", "evil.one@example.com"


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables = sample_tables(40)
    tables["customers"][2] |= {"name": EVIL, "mobile": PHONE, "email": MAIL, "wechat": "wx_secret"}
    tables["customers"].append({"customer_id": "OLD", "source": "shop", "name": "旧", "is_listed": True})
    tables["orders"].append(order("X1", "OLD", date(2024, 6, 1), "50000"))
    return tables


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Graded at two month ends by value, at the last one by potential too; OLD is merged into C0005."""
    folder = tmp_path_factory.mktemp("explaining") / "shop"
    people(folder, _tables()).close()
    with (folder / "fenji.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nother_schemes: [potential]\n")
    text = (folder / "fenji.yaml").read_text("utf-8").replace("contact: ''", "contact: 客服 400-000-0000")
    (folder / "fenji.yaml").write_text(text.replace("other_schemes: []\n", ""), "utf-8")
    workspace = Workspace.open(folder)
    _merge(workspace)
    workspace.grade("value", as_of=MAY)
    list(grade_all(workspace, as_of=JUNE))
    yield workspace
    workspace.close()


def _merge(workspace: Workspace) -> None:
    from fenji.intake.identity.merges import write_merges

    with workspace.lake.write(actor="tester", what="merge") as tx:
        write_merges(tx, {"OLD": "C0005"}, actor="tester", reason="same")


def test_an_explanation_reads_the_customers_rows_and_the_run_before(shop: Workspace) -> None:
    result = newest_result(shop)
    assert (result.run.scheme, result.run.as_of) == ("value", JUNE)
    for row in result.rows(limit=10):
        told = explain(shop, result, row["customer_id"])
        assert told.outlook is not None
        assert told.outlook.unknown is None
        before = before_of(shop, result, row["customer_id"])
        assert before is None or before.row["customer_id"] == row["customer_id"]


def test_rows_of_merged_customers_count_for_the_one_they_are_now(shop: Workspace) -> None:
    told = explain(shop, newest_result(shop), "C0005")
    assert told.outlook is not None
    assert told.outlook.unknown is None


def test_facts_are_read_as_the_run_saw_them(shop: Workspace, tmp_path: Path) -> None:
    result = newest_result(shop)
    before = explain(shop, result, "C0007").to_json("en")
    more = tmp_path / "more.csv"
    more.write_text("order_id,customer_id,ordered_at,amount\nZ1,C0007,2024-06-20 10:00,99999\n", "utf-8")
    shop.import_file(more, "orders")
    assert explain(shop, shop.result(result.run.id), "C0007").to_json("en") == before


def test_a_merged_id_says_whom_it_is_now(shop: Workspace) -> None:
    result = newest_result(shop)
    with pytest.raises(UnknownCustomer, match=r"OLD was merged into C0005") as told:
        explain(shop, result, "OLD")
    assert "fenji explain C0005" in told.value.fix.en
    assert merged_into(shop, "C0005") is None
    assert merged_like(shop, "ol") == {"OLD": "C0005"}
    with pytest.raises(UnknownCustomer, match="Near ids"):
        explain(shop, result, "C000X")


class _Reader(HTMLParser):
    """The tags of a page and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_escapes_what_a_name_holds_and_shows_no_contact_data(shop: Workspace, lang: Language) -> None:
    result = newest_result(shop)
    page = letter(result, explain(shop, result, "C0003"), company="<b>店</b>", contact="客服", lang=lang)
    text, file = markdown(page), html(page)
    reader = _Reader()
    reader.feed(file)
    assert reader.tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "li", "table",
                           "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    for written in (text, file):
        assert "<script" not in written
        assert "<b>" not in written
        for secret in (PHONE, MAIL, "wx_secret", "\x1b", "\u202e"):
            assert secret not in written
    assert "139****8001" in file
    assert "<script>alert('1')</script>*b*|[x](y)[31m&amp;" in "".join(reader.words)
    assert "\\*b\\*\\|\\[x\\](y)" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_says_what_the_law_asks_and_nothing_of_others(shop: Workspace, lang: Language) -> None:
    result = newest_result(shop)
    told = explain(shop, result, "C0006")
    page = markdown(letter(result, told, company="店", contact="客服 400", lang=lang))
    wanted = {
        "en": ("The data that was used", "The rule that was applied", "What would change your grade", "human",
               "Article 24", "object", "below", "客服 400"),
        "zh": ("使用了哪些数据", "适用的规则", "怎样会改变您的等级", "人工复核", "第二十四条", "异议", "低于",
               "客服 400"),
    }[lang]  # fmt: skip
    for words in wanted:
        assert words in page
    assert told.score is not None
    assert str(told.contributions[0].band.say(lang)) in page
    others = {row["customer_id"] for row in result.rows(["customer_id"])} - {"C0006"}
    assert not [one for one in others if one in page]


def test_words_from_outside_are_cleaned() -> None:
    assert clean("a\x00b\u2066c\ud800d") == "abcd"


def test_all_schemes_are_graded_as_of_one_day(shop: Workspace) -> None:
    assert schemes_graded_together(shop) == ("value", "potential")
    assert {(run.scheme, run.as_of) for run in shop.runs()} == {("value", MAY), ("value", JUNE), ("potential", JUNE)}


def test_a_mistake_in_one_scheme_grades_by_none(shop: Workspace) -> None:
    wrong = Workspace(shop.folder, shop.settings.model_copy(update={"other_schemes": ("nosuch",)}))
    before = [run.id for run in shop.runs()]
    with pytest.raises(UnknownName, match="nosuch"):
        list(grade_all(wrong, as_of=date(2024, 6, 15)))
    wrong.close()
    assert [run.id for run in shop.runs()] == before


def test_a_matrix_counts_everybody_once(shop: Workspace) -> None:
    found = matrix(shop, "value", "potential")
    first = newest_result(shop, scheme="value")
    second = result_beside(shop, first, "potential")
    rows = {row["customer_id"]: row for row in first.rows(["customer_id", "tier", "net_revenue"])}
    tiers = tiers_beside(second, list(rows))
    for one in found.keys(0):
        for other in found.keys(1):
            mine = [row for key, row in rows.items() if (row["tier"], tiers[key]["tier"]) == (one, other)]
            cell = found.cell(one, other)
            assert cell.customers == len(mine)
            assert (cell.net_revenue or 0) == sum(row["net_revenue"] for row in mine)
    assert sum(found.total(0, key).customers for key in found.keys(0)) == first.run.customers
    assert sum(found.total(1, key).customers for key in found.keys(1)) == first.run.customers
    assert found.apart == 0


def test_a_cell_lists_its_customers_the_highest_revenue_first(shop: Workspace) -> None:
    found = matrix(shop, "value", "potential")
    cell = max(found.cells.values(), key=lambda one: one.customers)
    listed = members(shop, found, (cell.first, cell.second), limit=100)
    assert len(listed) == cell.customers
    assert [row["net_revenue"] for row in listed] == sorted((row["net_revenue"] for row in listed), reverse=True)
    assert all(row["name"] for row in listed)
    assert len(members(shop, found, (cell.first, cell.second), limit=1)) == 1


def test_a_scheme_that_was_not_graded_on_that_day_is_named_with_the_command(shop: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="--scheme potential --as-of 2024-05-31"):
        matrix(shop, "value", "potential", as_of=MAY)
    with pytest.raises(WorkspaceError, match="nobody was graded by credit"):
        matrix(shop, "value", "credit")
    with pytest.raises(UnknownName, match="valuee"):
        matrix(shop, "valuee", "potential")


def test_json_of_an_explanation_is_plain(shop: Workspace) -> None:
    told = explain(shop, newest_result(shop), "C0003").to_json("zh")
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
