"""While a grading is overdue, waits, runs or fails, every page shows of which day its numbers are, and no newer day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web.runs.models import FAILED, RUNNING, WAITING, Job
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]


@pytest.mark.parametrize("state", [WAITING, RUNNING, FAILED])
def test_pages_show_the_day_of_their_numbers_and_never_one_that_is_not_graded_yet(
    client_as: SignIn, shop: Path, state: str
) -> None:
    client = client_as("administrator", lang="en")
    run = shown(shop).run
    coming = run.as_of + timedelta(days=31)
    job = Job.objects.create(
        kind="grade", state=state, created_by=client.person, heartbeat_at=timezone.now(),  # type: ignore[attr-defined]
        arguments={"scheme": "value", "as_of": coming.isoformat()}, share=0.9,
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=3))
    one = shown(shop).engine.rows("SELECT customer_id FROM customers LIMIT 1")[0]["customer_id"]
    for address in ("/", "/customers/", f"/customers/{one}/", "/insights/segments/", "/insights/"):
        page = client.get(address).content.decode()
        assert f"As of {run.as_of.isoformat()}" in page, address
        assert coming.isoformat() not in page, address
    told = client.get(f"/runs/jobs/{job.pk}/").content.decode()
    assert coming.isoformat() in told or "value" in told
    assert "HX-Redirect" not in client.get(f"/runs/jobs/{job.pk}/bar/?next=/runs/")
    assert shown(shop).run.id == run.id
