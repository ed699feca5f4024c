"""Columns of a customer list that are figures, not facts: totals, days and frequencies become rows of `stated`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.errors import Issue
from fenji.intake.cells import quote
from fenji.intake.instants import utc_from_local, zone_of
from fenji.intake.stated_words import day_of_titles, months_of
from fenji.language import Text, say_count
from fenji.tables import CANONICAL
from fenji.tables.table import MONEY, PRICE, QUANTITY, Column, Type

if TYPE_CHECKING:
    from fenji.intake.mapping import Mapping
    from fenji.lake.commit import Transaction

TABLE, STAGED = "stated", "fj_stated"
STATED_ON = "stated_on"
_ASIDE = Text(
    "Stated by the list, not computed from orders.", "名单中填报的数字，不是由订单计算而来。"
)  # what every such column means


def _figure(name: str, kind: Type, label: Text, synonyms: str) -> Column:
    return Column(name, kind, label, _ASIDE, tuple(synonyms.split()))


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        _figure(
            "stated_order_count",
            QUANTITY,
            Text("Orders (stated)", "购买次数"),
            "累计购买次数 总购买次数 订单数 累计订单数 订单总数 总订单数 累计下单次数 下单次数 消费次数 累计消费次数 "
            "成交次数 累计成交次数 交易次数 order_count total_orders number_of_orders purchases purchase_count",
        ),
        _figure(
            "stated_net_revenue",
            MONEY,
            Text("Total spent (stated)", "累计消费金额"),
            "消费总额 消费金额 总消费金额 累计消费 累计消费额 累计金额 总金额 累计购买金额 购买总金额 累计成交金额 "
            "成交总额 累计交易额 交易总额 历史消费金额 total_spent total_spend amount_spent lifetime_spend "
            "total_amount",
        ),
        _figure(
            "stated_last_ordered_on",
            "date",
            Text("Last purchase (stated)", "最近购买日期"),
            "最近购买时间 最近一次购买日期 最近一次购买时间 上一次购买时间 上一次购买日期 上次购买时间 上次购买日期 "
            "最后购买日期 最后购买时间 最后下单日 最后下单日期 最后下单时间 最近下单日期 最近下单时间 最近消费日期 "
            "最近消费时间 最近一次消费时间 最后消费日期 最后消费时间 上次消费时间 最近交易日期 最近交易时间 "
            "last_purchase last_purchase_date last_order last_order_date last_ordered_on last_transaction_date",
        ),
        _figure(
            "stated_recency_days",
            "int64",
            Text("Days since the last purchase (stated)", "距上次购买天数"),
            "最近购买距今天数 距最近购买天数 未购买天数 未消费天数 recency recency_days days_since_last_purchase "
            "days_since_last_order",
        ),
        _figure(
            "stated_first_ordered_on",
            "date",
            Text("First purchase (stated)", "首次购买日期"),
            "首次购买时间 首次下单日期 首次下单时间 首单日期 首单时间 首次消费日期 首次消费时间 first_purchase_date "
            "first_order_date first_ordered_on",
        ),
        _figure(
            "stated_orders_per_month",
            PRICE,
            Text("Purchase frequency (stated)", "购买频率(月)"),
            "月均购买次数 月均订单数 月均下单次数 月均消费次数 每月购买次数 月购买频率 orders_per_month monthly_orders "
            "purchase_frequency",
        ),
        _figure(
            "stated_opportunity_amount",
            MONEY,
            Text("Open opportunities (stated)", "商机金额"),
            "商机总额 在谈金额 意向金额 预计成交金额 opportunity_amount open_opportunity open_opportunity_amount "
            "pipeline_amount",
        ),
        Column(
            STATED_ON,
            "date",
            Text("Stated as of", "统计日期"),
            Text(
                "The day the list's figures are as of; none: the day of the import.",
                "数字截至的日期；没有则为导入当日。",
            ),
            (
                *("统计时间", "统计截止日期", "截止日期", "截至日期", "数据日期", "数据截止日期", "数据截止时间"),
                *("as_of", "as_of_date", "snapshot_date", "data_date"),
            ),
        ),
    )
}


@dataclass(frozen=True)
class StatedFile:
    """What the figures of one file have in common: its name, zone, currency, title rows, and its moment (UTC).

    `imported_at` None is now; an import made again from its original has the moment of the first time, so that its
    figures keep their day.
    """

    name: str
    zone: str
    currency: str
    imported_at: datetime | None = None
    titles: tuple[str, ...] = ()

    @property
    def stated_on(self) -> date:
        """The day the figures are as of where no column or option says so: a title row's, else the import's."""
        said = day_of_titles(self.titles)
        if said is not None:
            return said
        moment = self.imported_at or datetime.now(UTC)
        return moment.replace(tzinfo=UTC).astimezone(zone_of(self.zone)).date()


def figures_of(mapping: Mapping) -> tuple[str, ...]:
    """The columns of a customers file that are figures, among those its mapping feeds; none for other tables."""
    if mapping.table != "customers":
        return ()
    return tuple(name for name in COLUMNS if name in mapping.columns and name != STATED_ON)


def stage_stated(tx: Transaction, mapping: Mapping, records: str, file: StatedFile, source: str) -> None:
    """Makes the table of the figures that the lake doesn't have yet, one row each; empty where the file has none.

    Cells that are empty state nothing. Counts, frequencies and days back below zero are left out and told of.
    """
    rows = [_selected(name, mapping.columns[name]) for name in figures_of(mapping)]
    day = _stated_on(mapping, file)
    nothing = (
        "SELECT 0 AS row, '' AS customer_id, '' AS metric, CAST(0 AS DECIMAL(18,4)) AS value, "
        "DATE '2000-01-01' AS day, DATE '2000-01-01' AS stated_on WHERE FALSE"
    )
    said = " UNION ALL BY NAME ".join(
        [nothing, *(f"SELECT __row AS row, customer_id, {row}, {day} AS stated_on FROM {records}" for row in rows)]
    )
    currency, window = quote(mapping.options.currency or file.currency), mapping.options.stated_window
    if rows:
        tx.create(TABLE, CANONICAL[TABLE].duckdb_columns(), sorted_by=("customer_id",))
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE {STAGED} AS SELECT * REPLACE (CASE WHEN metric = 'last_ordered_on' AND "
        "value IS NOT NULL THEN stated_on - CAST(value AS INTEGER) ELSE day END AS day, "
        "CASE WHEN metric NOT LIKE '%_on' THEN value END AS value), "
        f"{quote(source)} AS source, CASE WHEN metric IN ('net_revenue', 'opportunity_amount') THEN {currency} END "
        f"AS currency, CASE WHEN metric IN ('order_count', 'net_revenue') THEN {quote(window) if window else 'NULL'} "
        f"END AS stated_window, value < 0 AND metric NOT IN ('net_revenue') AS is_negative FROM ({said}) "
        "WHERE value IS NOT NULL OR day IS NOT NULL"
    )
    if rows:
        same = ("customer_id", "source", "metric", "value", "day", "stated_window", "stated_on")
        equal = " AND ".join(f"s.{name} IS NOT DISTINCT FROM {STAGED}.{name}" for name in same)
        tx.engine.run(f"DELETE FROM {STAGED} WHERE EXISTS (SELECT 1 FROM lake.main.{TABLE} s WHERE {equal})")


def land_stated(tx: Transaction, mapping: Mapping, file: StatedFile, import_id: int) -> None:
    """Adds the staged figures to the lake; earlier ones stay beneath."""
    if not figures_of(mapping):
        return
    (ends,) = tx.rows(f"SELECT min(stated_on) AS low, max(stated_on) AS high FROM {STAGED}")
    if ends["low"] is None:
        return
    low, high = (datetime(day.year, day.month, day.day) + timedelta(days=1) for day in (ends["low"], ends["high"]))
    ends_at = utc_from_local("CAST(stated_on + 1 AS TIMESTAMP)", file.zone, low, high)
    tx.append(
        TABLE,
        f"SELECT * EXCLUDE (is_negative), {ends_at} AS ends_at, {quote(file.name)} AS file, {import_id} AS import_id "
        f"FROM {STAGED} WHERE NOT coalesce(is_negative, FALSE) ORDER BY row, metric",
    )


def stated_findings(tx: Transaction, mapping: Mapping, name: str) -> list[Issue]:
    """How many figures a list states and as of when, whether it says for which period, and what was left out."""
    if not figures_of(mapping):
        return []
    (row,) = tx.rows(
        "SELECT count(*) FILTER (NOT coalesce(is_negative, FALSE)) AS n, "
        "min(stated_on) AS low, max(stated_on) AS high, "
        "count(*) FILTER (is_negative) AS bad, count(*) FILTER (metric IN ('order_count', 'net_revenue')) AS totals "
        f"FROM {STAGED}"
    )
    found = []
    if row["n"]:
        days = str(row["low"]) if row["low"] == row["high"] else f"{row['low']} – {row['high']}"
        problem = Text(
            f"{say_count(row['n'], 'en')} figures are stated as of {days}",
            f"填报指标 {say_count(row['n'], 'zh')} 个，截至 {days}",
        )
        fix = Text(
            "They stand where no orders say better; for another day, use the option stated_on: 2024-06-30.",
            "没有订单可依据时采用；如为其他日期，请用选项 stated_on: 2024-06-30 注明。",
        )
        found.append(Issue("note", name, problem, fix, "STATED"))
    if row["totals"] and mapping.options.stated_window is None:
        problem = Text("the list doesn't say which period its totals are for", "名单未注明累计值的统计周期")
        fix = Text(
            "They are taken for the period of whatever standard asks; say it by the option stated_window: all, or "
            "12 months.",
            "按评级标准的周期采用；请用选项 stated_window: all（全部）或 12 months 注明。",
        )
        found.append(Issue("note", name, problem, fix, "STATED_WINDOW"))
    if row["bad"]:
        problem = Text(
            f"{say_count(row['bad'], 'en')} stated figures are below zero",
            f"有 {say_count(row['bad'], 'zh')} 个填报数字为负",
        )
        fix = Text("They are left out; correct them in the list.", "已略过；请在名单中更正。")
        found.append(Issue("warning", name, problem, fix, "STATED_NEGATIVE"))
    return found


def _selected(name: str, header: str) -> str:
    """One figure's metric, value and day as SQL."""
    metric = name.removeprefix("stated_")
    if metric == "recency_days":
        return f"'last_ordered_on' AS metric, CAST({name} AS DECIMAL(18,4)) AS value, CAST(NULL AS DATE) AS day"
    if COLUMNS[name].type == "date":
        return f"'{metric}' AS metric, CAST(NULL AS DECIMAL(18,4)) AS value, CAST({name} AS DATE) AS day"
    months = months_of(header) if metric == "orders_per_month" else Decimal(1)
    value = f"round(CAST({name} AS DECIMAL(28,8)) / {months:.10f}, 4)" if months != 1 else name
    return f"'{metric}' AS metric, CAST({value} AS DECIMAL(18,4)) AS value, CAST(NULL AS DATE) AS day"


def _stated_on(mapping: Mapping, file: StatedFile) -> str:
    """The day the figures are as of: the list's own column, else the option, its title, the day of the import."""
    given = f"DATE '{mapping.options.stated_on or file.stated_on}'"
    return f"coalesce(CAST({STATED_ON} AS DATE), {given})" if STATED_ON in mapping.columns else given
