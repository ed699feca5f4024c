"""Groups of companies in a workspace: who is graded, what is said of circles; and no day to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import WorkspaceError
from fenji.workspace.workspace import Workspace

SCHEME = """
name: firms
title: Firms
group: parent
metrics:
  - {name: web, label: Web, unit: money, table: orders, take: sum, column: amount, where: {column: channel, is: web}}
criteria: [{metric: net_revenue, weight: 60%, scorer: breaks}, {metric: web, weight: 40%, scorer: rank}]
tiers:
  - {key: A, name: A, colour: "#D55E00", icon: {shape: star, text: A}, from_score: 60}
  - {key: B, name: B, colour: "#0072B2", icon: {shape: leaf, text: B}, rest: true}
"""
PEOPLE = "customer_id,name,parent_id\na,Holding,\nb,Works,a\nc,Shop,b\nd,East,e\ne,West,d\n"
ORDERS = "order_id,customer_id,ordered_at,amount,channel\n" + "".join(
    f"{number},{who},2024-06-0{number + 1} 10:00,{2**number}00,{'web' if number % 2 else 'shop'}\n"
    for number, who in enumerate("abcde")
)


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("firms")
    workspace = Workspace.create(folder / "firms")
    for table, rows in (("customers", PEOPLE), ("orders", ORDERS)):
        path = Path(folder / f"{table}.csv")
        path.write_text(rows, encoding="utf-8")
        workspace.import_file(path, table)
    (workspace.folder / "schemes").mkdir(exist_ok=True)
    (workspace.folder / "schemes" / "firms.yaml").write_text(SCHEME, encoding="utf-8")
    yield workspace
    workspace.close()


def test_a_run_grades_the_group_and_says_who_stands_alone(firms: Workspace) -> None:
    result = firms.grade("firms", as_of=date(2024, 6, 30))
    found = {row["customer_id"]: (row["net_revenue"], row["web"]) for row in result.rows()}
    assert found == {"a": (Decimal("700.00"), Decimal("200.00")), "d": (Decimal("800.00"), Decimal("800.00")),
                     "e": (Decimal("1600.00"), Decimal("0.00"))}  # fmt: skip
    assert any("2 位客户虽有母公司" in note.zh for note in result.run.notes)
    assert any("Web" in line for line in result.customer("a").why().say("en"))
    kept, now = firms.replay(result.run.id)
    assert kept == now == result.run.digest


def test_the_check_counts_circles(firms: Workspace) -> None:
    found = [issue for issue in firms.check_scheme("firms", as_of=date(2024, 6, 30)) if issue.code == "group"]
    assert [issue.problem.en.split(" ")[0] for issue in found] == ["2"]


def test_a_day_to_come_is_refused_and_nothing_is_written(firms: Workspace) -> None:
    before = firms.lake.snapshot()
    with pytest.raises(WorkspaceError, match="still to come"):
        firms.grade("value", as_of=date(2999, 1, 1))
    assert firms.lake.snapshot() == before
