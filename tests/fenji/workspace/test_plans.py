"""Kept SQL is used again only for tables that are read in the same way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from fenji.workspace.workspace import Workspace

HEADER = "order_id,customer_id,ordered_at,amount,currency\n"


def test_sql_kept_while_all_was_in_one_currency_is_not_used_once_another_comes(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop")
    (shop.folder / "rates.csv").write_text("currency,valid_from,rate\nUSD,2024-01-01,7\n", "utf-8")
    found = []
    for number, (day, currency) in enumerate((("2024-06-01", "CNY"), ("2024-06-02", "USD"))):
        file = tmp_path / f"{day}.csv"
        file.write_text(f"{HEADER}S{number},C1,{day} 12:00,100,{currency}\n", "utf-8")
        shop.import_file(file, "orders")
        result = shop.grade("value")
        found += [row["net_revenue"] for row in result.rows(["net_revenue"])]
    assert found == [Decimal("100.00"), Decimal("800.00")]
