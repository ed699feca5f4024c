"""No row is ever lost: whatever a file holds, each of its rows is accepted, rejected, a duplicate, or blank."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.errors import FenjiError
from tests.fenji.intake.conftest import Shop, conserved

CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "A1", "A2", "C1", "C1", "5", "5.00", "-5", "2024-01-01", "2024-01-02 10:00", "合计", "NULL"]
    ),
    st.sampled_from(["1.2万", "¥3", "2024-02-30", "1.38E+10", "#N/A", "\x07", "\u200b", "x\ny", 'q"q', "−3", "1,000"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6),
)
ROWS = st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=12)


def as_csv(rows: list[list[str]], header: list[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    return out.getvalue()


def bring(rows: list[list[str]], header: list[str]) -> None:
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        try:
            report = shop.bring(as_csv(rows, header))
        except FenjiError:
            return
        finally:
            shop_rows = shop.lake.tables()
            shop.lake.close()
        assert report.rows_in == len(rows)
        assert conserved(report)
        assert "imports" in shop_rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS)
def test_rows_of_orders_are_conserved(rows: list[list[str]]) -> None:
    bring(rows, ["order_id", "customer_id", "ordered_at", "amount"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS)
def test_rows_of_order_lines_are_conserved(rows: list[list[str]]) -> None:
    lined = [[*row, "P1"] for row in rows]
    bring(lined, ["order_id", "customer_id", "ordered_at", "amount", "product_id"])
