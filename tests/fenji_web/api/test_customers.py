"""Programs read customers as their person would on the pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.fenji_web.api.program import Program
from tests.fenji_web.reading import shown


def test_a_key_leads_to_the_list_and_on_to_why(shop: Path, program_of: Callable[..., Program]) -> None:
    program, result = program_of("analyst"), shown(shop)
    answer = program.get("customers", query={"limit": "3"})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert found["run"]["id"] == result.run.id
    first = found["items"][0]
    assert first["tier"] == result.scheme.scheme.tiers[0].key
    why = program.get(f"customers/{first['customer_id']}/explanation").json()
    assert "tier" in why, why
    assert (why["tier"], why["customer_id"]) == (first["tier"], first["customer_id"])
    parts = [float(one["adds"]) for one in why["contributions"] if one["adds"] is not None]
    assert abs(sum(parts) - float(why["score"])) < 1e-9


def test_without_a_key_nothing_is_answered(shop: Path, program_of: Callable[..., Program]) -> None:
    program = program_of("viewer")
    for said in ("", "Bearer fk_wrong", f"Basic {program.token}", f"Bearer {program.token}x", "Bearer"):
        answer = program.get("customers", headers={"Authorization": said})
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer.json()["code"] == "no_key"
        assert answer["WWW-Authenticate"].startswith("Bearer")


READ = (
    "me", "customers", "customers?count=true&tier=VIP&where=score:at_least:50&sort=-net_revenue&fields=score,tier",
    "customer-fields", "customers/{id}", "customers/{id}/explanation", "customers/{id}/grades", "runs", "runs/{run}",
    "runs/{run}/moves", "runs/{run}/moves?kind=promotion", "runs/{run}/grades?tier=VIP&tier=", "segments", "imports",
    "imports/1", "jobs",
)  # fmt: skip


def test_every_question_is_answered(shop: Path, program_of: Callable[..., Program]) -> None:
    program, result = program_of("administrator"), shown(shop)
    customer = result.sample(["customer_id"], 1)[0][0]["customer_id"]
    for place in READ:
        answer = program.get(place.replace("{id}", customer).replace("{run}", result.run.id))
        assert answer.status_code == 200, (place, answer.content)
