"""One customer's page: the sum that holds, what would change it, what happened, for whom."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from fenji.workspace.timeline import timeline_file, write_timeline
from fenji.workspace.workspace import Workspace
from fenji_web.customers.access import Readable
from fenji_web.customers.pages import customer as card
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
        bars = card.bars(found.why())
        reached = Decimal(0)
        for bar in bars:
            assert Decimal(bar.start) == reached.quantize(Decimal("0.001"))
            reached += Decimal(bar.width)
        assert abs(reached - found.row["score"]) < Decimal("0.01")


def test_each_way_up_really_gives_the_next_tier(of: Readable) -> None:
    scheme, tried = of.result.scheme, 0
    for who in ids(of, "rung > 1 AND missing_total < 6000000", 40):
        row = of.result.customer(who).row
        found = card.gap(of, row)
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
    assert card.gap(of, best).target is None
    assert card.gap(of, last).keeps == ()


def test_figures_stand_beside_the_middle_of_the_tier(of: Readable) -> None:
    row = of.result.customer(ids(of, "tier = 'VIP'")[0]).row
    found = {one.label.en: one for one in card.figures(of, row, {"order_count": Decimal(row["order_count"]) / 2})}
    assert (found["Frequency"].difference.en, found["Frequency"].tone) == ("+100%", "good")
    assert found["Monetary value"].median.en == "—"


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
    assert client.get(f"/customers/{who}/timeline/").status_code == 405


def test_what_happened_is_shown_with_every_grade_there_was(client_as: ClientAs, of: Readable, shop: Path) -> None:
    (who,) = ids(of, "tier = 'VIP' AND interaction_count > 0")
    workspace = Workspace.open(shop)
    write_timeline(workspace, of.result.run.id)
    workspace.close()
    try:
        page = client_as().get(f"/customers/{who}/").content.decode()
        orders = client_as().get(f"/customers/{who}/?what=order").content.decode()
        odd = client_as().get(f"/customers/{who}/?what=' OR 1=1").content.decode()
    finally:
        path = timeline_file(shop / "runs", of.result.run)
        assert path is not None
        path.unlink()
    assert "2024-10-31" in page
    assert page.count('class="event-amount"') < page.count('class="event"')
    assert orders.count('class="event-amount"') == orders.count('class="event"') > 0
    assert odd.count('class="event"') == page.count('class="event"')
