"""Charts of people's own as they write them, every kind at least once."""

from __future__ import annotations

from fenji.charts.own.judged import read_own_chart
from fenji.charts.own_chart import OwnChart

KINDS = {
    "bar": "by: province\n",
    "bar_of_tiers": "measure: {average: recency_days}\nby: tier\n",
    "stacked": "measure: revenue\nby: province\nsplit: tier\n",
    "side_by_side": "measure: {median: average_order_value}\nby: customer_source\nsplit: tier\n",
    "shares": "measure: {share: customers}\nby: customer_source\nsplit: tier\n",
    "months": "by: last_ordered_on\nsplit: tier\n",
    "cut": "measure: {average: net_revenue}\nby: {name: order_count, cuts: [2, 5, 10]}\n",
    "line": "measure: revenue\nby: run\nsplit: tier\nkind: line\n",
    "pie": "measure: {share: customers}\nby: city\nkind: pie\n",
    "donut": "measure: revenue\nby: tier\nkind: donut\n",
    "scatter": "measure: {each: net_revenue}\nby: order_count\nsplit: tier\nkind: scatter\n",
    "heat": "measure: {average: net_revenue}\nby: province\nsplit: tier\nkind: heat\n",
    "histogram": "by: {name: net_revenue, bins: 12}\nkind: histogram\n",
    "table": "measure: {median: net_revenue}\nby: customer_source\nkind: table\n",
    "table_split": "measure: revenue\nby: province\nsplit: tier\nkind: table\n",
}


def own(name: str) -> OwnChart:
    """One of them, without a mistake."""
    return written(KINDS[name])


def written(text: str) -> OwnChart:
    """A chart as written below its title."""
    chart, issues = read_own_chart("title: {zh: 自建图表, en: A chart}\n" + text, "charts/a.yaml")
    assert [one.say("en") for one in issues] == []
    assert chart is not None
    return chart
