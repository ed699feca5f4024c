"""A page asks many questions; all are answered by one run, however often another becomes the newest meanwhile."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from fenji.workspace.model_file import POINTER, point_to
from tests.bar.size import sized

SignIn = Callable[..., Client]
PAGES = ("/", "/customers/", "/insights/segments/", "/insights/")
RUNS = ("value-v1-2024-12-31", "value-v1-2024-10-31")
_OF_ITS_OWN = re.compile(rb'(csrfmiddlewaretoken" value|nonce|X-CSRFToken&quot;:)\W*[\w-]+|"[0-9a-zA-Z]{64}"')


@contextmanager
def published_all_the_time(folder: Path) -> Iterator[list[int]]:
    """Another run is the newest again and again while the block runs; how often."""
    stop, count = threading.Event(), [0]
    before = (folder / f"value.{POINTER}").read_text("utf-8")

    def publish() -> None:
        while not stop.is_set():
            point_to(folder, "value", RUNS[count[0] % 2])
            count[0] += 1

    publisher = threading.Thread(target=publish)
    publisher.start()
    try:
        yield count
    finally:
        stop.set()
        publisher.join()
        point_to(folder, "value", before)


def shown(client: Client, page: str) -> bytes:
    answer = client.get(page)
    assert answer.status_code == 200
    return _OF_ITS_OWN.sub(b"", answer.content)


@pytest.mark.parametrize("page", PAGES[: sized(2, 4)])
def test_a_page_read_while_runs_are_published_says_what_one_of_them_says(
    shop: Path, client_as: SignIn, page: str
) -> None:
    client, runs = client_as("administrator"), shop / "runs"
    alone = {}
    for run in RUNS:
        point_to(runs, "value", run)
        alone[run] = shown(client, page)
        assert shown(client, page) == alone[run], "the page is not the same twice"
    assert alone[RUNS[0]] != alone[RUNS[1]]
    met = set()
    with published_all_the_time(runs) as published:
        for _ in range(sized(12, 200)):
            found = shown(client, page)
            assert found in alone.values(), "neither one run nor the other"
            met.add(found)
    print(f"{page}: {published[0]} publishes")
    assert published[0] >= sized(12, 200)
    assert len(met) == 2
