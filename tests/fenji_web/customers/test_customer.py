"""One customer's page: the sum that holds, what would change it, what happened, for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from fenji.workspace.timeline import GradeThen
from fenji_web.customers.access import Readable
from fenji_web.one_customer.pages import figures, grade
from fenji_web.one_customer.pages.figures import over
from fenji_web.one_customer.queries import Spread, spreads
from fenji_web.runs.models import FAILED, Job

ClientAs = Callable[..., Client]


def ids(of: Readable, where: str, limit: int = 1) -> list[str]:
    sql = f"SELECT customer_id FROM customers WHERE {where} ORDER BY customer_id LIMIT {limit}"
    return [row["customer_id"] for row in of.result.engine.rows(sql)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("where", ["tier = 'VIP'", "move = 'demotion'", "move = 'promotion'", "order_count = 0"])
def test_a_page_says_why_and_what_would_change_it(client_as: ClientAs, of: Readable, where: str, lang: str) -> None:
    (who,) = ids(of, where)
    answer = client_as(lang=lang).get(f"/customers/{who}/")
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert of.result.customer(who).why().reason.say("zh" if lang == "zh" else "en") in page
    assert ("怎样会变化" if lang == "zh" else "What would change it") in page


def test_nobody_of_that_id_is_said_so(client_as: ClientAs) -> None:
    answer = client_as(lang="en").get("/customers/no-such-one/")
    assert answer.status_code == 404
    assert "There is no such customer" in answer.content.decode()


def test_the_bars_follow_one_another_up_to_the_score(of: Readable) -> None:
    for who in ids(of, "true", 60):
        found = of.result.customer(who)
        bars = grade.bars(found.why())
        reached = Decimal(0)
        for bar in bars:
            assert Decimal(bar.start) == reached.quantize(Decimal("0.001"))
            reached += Decimal(bar.width)
        assert abs(reached - found.row["score"]) < Decimal("0.01")


def test_each_way_up_really_gives_the_next_tier(of: Readable) -> None:
    scheme, tried = of.result.scheme, 0
    for who in ids(of, "rung > 1 AND missing_total < 6000000", 40):
        row = of.result.customer(who).row
        found = grade.gap(of, row)
        assert found.target is not None
        for criterion in scheme.scheme.criteria:
            value = row.get(f"rises_at_{criterion.name}")
            if value is not None:
                tried += 1
                assert scheme.grade_of({**row, criterion.column: value}).tier == found.target.key
        assert len(found.rises) >= 1 or found.missing is not None
    assert tried


def test_the_best_has_nothing_above_and_the_last_nothing_to_keep(of: Readable) -> None:
    best, last = (of.result.customer(ids(of, f"rung = {rung}")[0]).row for rung in (1, 3))
    assert grade.gap(of, best).target is None
    assert grade.gap(of, last).keeps == ()


def test_the_parts_in_words_sum_to_the_score_in_words(of: Readable) -> None:
    for who in ids(of, "score IS NOT NULL", 60):
        found = of.result.customer(who)
        said = [Decimal(bar.adds) for bar in grade.bars(found.why()) if bar.adds != "—"]
        assert sum(said) == found.row["score"].quantize(Decimal("0.01"))


def test_figures_stand_beside_the_middle_of_the_tier(of: Readable) -> None:
    row = of.result.customer(ids(of, "tier = 'VIP'")[0]).row
    half = Spread(Decimal(row["order_count"]) / 2, 1.0, float(row["order_count"]), 4.0 * row["order_count"])
    nobody = Spread(None, None, None, None)
    found = {one.label.en: one for one in figures.figures(of, row, {"order_count": half, "net_revenue": nobody}, ())}
    one = found["Frequency"]
    assert (one.difference.en, one.tone, one.over) == ("+100%", "good", None)
    assert found["Monetary value"].median.en == "—"
    assert one.strip is not None
    assert (one.strip.own, one.strip.median, one.strip.is_beyond) == (25.0, 12.5, False)


def test_a_figure_nobody_knows_of_this_customer_is_said_to_be_unknown(of: Readable) -> None:
    row = {**of.result.customer(ids(of, "tier = 'VIP'")[0]).row, "order_count": None}
    (one,) = figures.figures(of, row, {"order_count": Spread(Decimal(3), 1, 5, 9)}, ())
    assert (one.own.en, one.difference.en) == ("Unknown", "")
    assert one.strip is not None
    assert one.strip.own is None


def test_where_a_tier_lies_is_found_of_its_customers_alone(of: Readable) -> None:
    found = spreads(of.result, "VIP", ("order_count",))["order_count"]
    (row,) = of.result.engine.rows("SELECT median(order_count) AS m FROM customers WHERE tier = 'VIP'")
    assert found.median == Decimal(str(row["m"])).quantize(Decimal("0.0001"))
    assert found.low is not None
    assert found.most is not None
    assert found.low <= found.median <= found.most


def test_what_a_run_does_not_know_is_a_gap_in_the_line(of: Readable) -> None:
    def then(day: int, value: float | None) -> GradeThen:
        return GradeThen(date(2024, day, 28), f"r{day}", "VIP", None, {"a": value})

    line = over([then(1, 5), then(2, 7), then(3, None), then(4, 6), then(5, None), then(6, 0)], "a")
    assert line is not None
    assert (len(line.paths), len(line.points)) == (1, 2)
    assert line.last == line.points[-1]
    assert over([then(1, 5), then(2, None)], "a") is None


def test_the_timeline_is_asked_for_once_and_again_only_after_a_failure(client_as: ClientAs, of: Readable) -> None:
    client, (who,) = client_as("viewer"), ids(of, "tier = 'VIP'")
    first = client.post(f"/customers/{who}/timeline/", headers={"HX-Request": "true"})
    client.post(f"/customers/{who}/timeline/")
    assert first.status_code == 200
    assert Job.objects.filter(kind="customer_timeline").count() == 1
    Job.objects.update(state=FAILED, error={})
    client.post(f"/customers/{who}/timeline/")
    assert Job.objects.count() == 1
    client.post(f"/customers/{who}/timeline/", {"again": "1"})
    assert Job.objects.count() == 2
    assert client.get(f"/customers/{who}/timeline/").headers["Location"] == f"/customers/{who}/#timeline"
