"""Too many calls wait, by key, person and address; what anybody may write about their address counts for nothing."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from multiprocessing import get_context

import pytest
from django.conf import settings

from tests.fenji_web.api.program import Program


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """So many calls a minute: `few(key=3)`."""

    def allow(**shares: int) -> None:
        for name, share in shares.items():
            monkeypatch.setenv(f"FENJI_API_{name.upper()}_A_MINUTE", str(share))

    return allow


def test_a_key_that_asks_too_often_waits(
    shop: object, program_of: Callable[..., Program], few: Callable[..., None]
) -> None:
    few(key=3)
    program = program_of("viewer")
    answers = [program.get("me") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    last = answers[-1]
    assert (last["Content-Type"], last.json()["code"]) == ("application/problem+json", "too_many")
    assert 1 <= int(last["Retry-After"]) <= 20
    assert '"key";r=0' in last["RateLimit"]
    assert '"key";q=3;w=60' in last["RateLimit-Policy"]
    assert answers[0]["RateLimit"].startswith('"key";r=2;')


def test_two_keys_of_a_person_share_the_persons_calls(
    shop: object, program_of: Callable[..., Program], few: Callable[..., None]
) -> None:
    few(person=3)
    programs = [program_of("viewer"), program_of("viewer"), program_of("analyst")]
    assert [one.get("me").status_code for one in programs[:2] * 2] == [200, 200, 200, 429]
    assert programs[2].get("me").status_code == 200


FORGED = ("1.2.3.4", "127.0.0.1", "::1", "10.0.0.1, 10.0.0.2", "unknown", "1.2.3.4:99", '"_hidden"', "x" * 500)


def test_an_address_is_not_what_somebody_writes_it_is(
    shop: object, program_of: Callable[..., Program], few: Callable[..., None]
) -> None:
    few(address=4)
    program = program_of("viewer")
    headers = [{name: one} for one in FORGED for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP")]
    found = [program.get("me", headers=one).status_code for one in headers]
    assert found == [200] * 4 + [429] * (len(headers) - 4)
    assert program.get("me", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_behind_a_proxy_of_ours_its_word_counts_and_no_other(
    shop: object, program_of: Callable[..., Program], few: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PROXIES", (ip_network("192.0.2.0/24"),))
    few(address=1)
    program = program_of("viewer")

    def ask(said: str, by: str = "192.0.2.1") -> int:
        return int(program.get("me", headers={"X-Forwarded-For": said}, REMOTE_ADDR=by).status_code)

    assert (ask("198.51.100.1"), ask("198.51.100.2")) == (200, 200)
    assert ask("203.0.113.9, 198.51.100.1") == 429  # what the caller wrote before the proxy's own word
    assert ask("198.51.100.3, 192.0.2.7") == 200  # through two of ours
    assert (ask("203.0.113.1", by="198.51.100.9"), ask("203.0.113.2", by="198.51.100.9")) == (200, 429)


def test_guessing_keys_soon_waits_and_keeps_nobody_else_out(
    shop: object, program_of: Callable[..., Program], few: Callable[..., None]
) -> None:
    few(wrong=5)
    program = program_of("viewer")
    guesses = [program.get("me", headers={"Authorization": f"Bearer fk_{n}"}).status_code for n in range(7)]
    assert guesses == [401] * 5 + [429] * 2
    assert program.get("me", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_share_comes_back_bit_by_bit(shop: object, few: Callable[..., None]) -> None:
    from fenji_web.api.services.limits import take

    few(key=60)
    assert [take("key", "a", now=1000.0).is_full for _ in range(61)] == [False] * 60 + [True]
    assert take("key", "a", now=1000.5).wait == 1
    assert [take("key", "a", now=1002.0).is_full for _ in range(3)] == [False, False, True]
    assert take("key", "a", now=1070.0).left == 59
    assert take("key", "a", now=5.0).left == 59  # the machine was started anew: its clock began again


def _count(place: str, number: int) -> int:
    from fenji_web.api.services.limits import take

    settings.WEB_FOLDER = place
    return sum(not take("key", "shared", now=50.0).is_full for _ in range(number))


def test_processes_count_together(shop: object, few: Callable[..., None]) -> None:
    few(key=100)
    with get_context("fork").Pool(4) as pool:
        counted = pool.starmap(_count, [(str(settings.WEB_FOLDER), 60)] * 4)
    assert sum(counted) == 100
