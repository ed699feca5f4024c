"""Messages on their way: tried again less and less, waited for as asked, given up, sent once more, in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web.deliveries.services import MOST_TRIES, PATIENCE, STEPS, deliver
from fenji_web.webhooks import services
from fenji_web.webhooks.models import DEAD, FAILING, PROMOTED, SENT, WAITING, Attempt, Endpoint, Message
from tests.fenji_web.webhooks.receiver import Receiver


@pytest.fixture
def endpoint(shop: Path, hook: Receiver) -> Endpoint:
    made = Endpoint(name="CRM", events=[PROMOTED])
    hook.secret = services.keep(made, address=f"{hook.url}/in")
    return made


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Receivers of the standard refuse what is five minutes old; this one looks at no clock."""
    made = Clock()
    monkeypatch.setattr(
        "standardwebhooks.webhooks.Webhook._Webhook__verify_timestamp", lambda _, stamp: _stamped(stamp)
    )
    return made


def _stamped(stamp: str) -> datetime:
    return datetime.fromtimestamp(float(stamp), timezone.get_default_timezone())


def tell(endpoint: Endpoint, *parts: str) -> None:
    for part in parts:
        data = {"customers": [{"id": part, "event": f"evt_{part}"}]}
        services.write(endpoint, kind=PROMOTED, part=part, data=data, at=timezone.now(), customers=1)


def sent(clock: Clock) -> None:
    while deliver(clock) >= 0:
        pass


def test_what_waits_goes_out_in_order_and_its_body_is_dropped(endpoint: Endpoint, hook: Receiver, clock: Clock) -> None:
    tell(endpoint, *(f"C{number:03}" for number in range(120)))
    sent(clock)
    assert [one["data"]["customers"][0]["id"] for one in hook.said] == [f"C{number:03}" for number in range(120)]
    assert set(Message.objects.values_list("state", "body")) == {(SENT, "")}
    assert (hook.unverified, max(hook.ids.values())) == (0, 1)


def test_a_place_that_fails_is_tried_less_and_less_and_gets_everything_in_the_end(
    endpoint: Endpoint, hook: Receiver, clock: Clock
) -> None:
    tell(endpoint, "C1", "C2")
    hook.status = 503
    waits = []
    for _ in range(4):
        sent(clock)
        next_at = Endpoint.objects.get().next_at
        assert next_at is not None
        waits.append((next_at - clock.now).total_seconds())
        clock.now = next_at
    for wait, step in zip(waits, STEPS, strict=False):
        assert step * 0.79 < wait < step * 1.21
    assert Attempt.objects.count() == 4  # what waits behind was spared the same failure
    hook.status = 204
    clock.turn(hours=1)
    sent(clock)
    assert Message.objects.filter(state=SENT).count() == 2
    assert Endpoint.objects.get().failing_since is None
    assert max(hook.ids.values()) == 1


@pytest.mark.parametrize("asked", ["120", "date"])
def test_whoever_asks_us_to_wait_is_waited_for(endpoint: Endpoint, hook: Receiver, clock: Clock, asked: str) -> None:
    from email.utils import format_datetime

    tell(endpoint, "C1")
    later = format_datetime(timezone.now() + timedelta(seconds=120), usegmt=False)
    hook.status, hook.headers = 429, {"Retry-After": later if asked == "date" else asked}
    sent(clock)
    next_at = Endpoint.objects.get().next_at
    assert next_at is not None
    assert 115 < (next_at - clock.now).total_seconds() < 125


def test_nobody_makes_us_wait_for_ever(endpoint: Endpoint, hook: Receiver, clock: Clock) -> None:
    tell(endpoint, "C1")
    hook.status, hook.headers = 429, {"Retry-After": "999999999"}
    sent(clock)
    next_at = Endpoint.objects.get().next_at
    assert next_at is not None
    assert next_at - clock.now < timedelta(days=2)


def test_one_message_that_is_refused_holds_up_no_other(
    endpoint: Endpoint, hook: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(endpoint, "BAD", "C2")
    take = Receiver.take
    monkeypatch.setattr(Receiver, "take", lambda self, *asked: 400 if b"BAD" in asked[2] else take(self, *asked))
    sent(clock)
    assert list(Message.objects.order_by("id").values_list("state", flat=True)) == [WAITING, SENT]


def test_after_ten_tries_it_is_given_up_and_sent_once_more_by_hand(
    endpoint: Endpoint, hook: Receiver, clock: Clock, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(endpoint, "C1", "C2")
    take = Receiver.take
    monkeypatch.setattr(Receiver, "take", lambda self, *asked: 400)
    for _ in range(MOST_TRIES):
        sent(clock)
        clock.turn(hours=30)
    assert set(Message.objects.values_list("state", "attempts")) == {(DEAD, MOST_TRIES)}
    ids = set(Message.objects.values_list("message_id", flat=True))
    page = desk.get("/settings/webhooks/deliveries/given-up/").content.decode()
    assert "HTTP 400" in page
    monkeypatch.setattr(Receiver, "take", take)
    first = Message.objects.order_by("id").first()
    assert first is not None
    desk.post(f"/settings/webhooks/deliveries/given-up/{first.pk}/")
    sent(clock)
    assert Message.objects.filter(state=SENT).count() == 1
    page = desk.post(
        f"/settings/webhooks/deliveries/given-up/of/{endpoint.pk}/", {"since": "2020-01-01"}, follow=True
    ).content.decode()
    assert "1 条消息将重新发送" in page
    sent(clock)
    assert set(hook.ids) == ids
    assert set(hook.effects.values()) == {1}


def test_a_place_that_takes_nothing_for_three_days_is_paused_and_keeps_what_waits(
    endpoint: Endpoint, hook: Receiver, clock: Clock, desk: Client
) -> None:
    tell(endpoint, "C1", "C2", "C3")
    hook.status = 500
    until = clock.now + PATIENCE + timedelta(hours=30)
    while clock.now < until and Endpoint.objects.get().is_on:
        sent(clock)
        clock.turn(hours=4)
    assert Endpoint.objects.get().paused == FAILING
    assert "连续三天发送失败" in desk.get(f"/settings/webhooks/{endpoint.pk}/").content.decode()
    hook.status = 204
    desk.post(f"/settings/webhooks/{endpoint.pk}/switch/")
    clock.turn(days=1)
    sent(clock)
    assert not Message.objects.filter(state=WAITING).exists()


def test_what_an_endpoint_that_is_off_would_get_stays(endpoint: Endpoint, hook: Receiver, clock: Clock) -> None:
    tell(endpoint, "C1")
    services.switch(endpoint, is_on=False)
    sent(clock)
    assert not hook.asked
    services.switch(endpoint, is_on=True)
    sent(clock)
    assert len(hook.asked) == 1


def test_two_couriers_do_not_send_the_same(
    endpoint: Endpoint, hook: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(endpoint, "C1", "C2")
    take, second = Receiver.take, list[int]()

    def meanwhile(self: Receiver, *asked: Any) -> int:
        second.append(Endpoint.objects.filter(held_until=None).count())
        return take(self, *asked)

    monkeypatch.setattr(Receiver, "take", meanwhile)
    held = Endpoint.objects.get()
    Endpoint.objects.update(held_until=clock.now + timedelta(seconds=9), held_by="other")
    assert deliver(clock) == -1
    clock.turn(seconds=10)  # the other one is gone: its lease is over
    assert deliver(clock) == 2
    assert held.pk == endpoint.pk
    assert Message.objects.filter(state=SENT).count() == 2


def test_tries_are_listed_without_what_waits_or_was_written(endpoint: Endpoint, hook: Receiver, desk: Client) -> None:
    tell(endpoint, "CUSTOMER-CANARY")
    hook.status, hook.body = 502, b"BODY-CANARY"
    sent(Clock())
    for page in ("", "?only=bad", f"?endpoint={endpoint.pk}", "?before=9007199254740991", "?before=x&endpoint=999"):
        text = desk.get(f"/settings/webhooks/deliveries/{page}").content.decode()
        assert "HTTP 502" in text
        assert "CANARY" not in text


def test_old_tries_leave_and_what_was_given_up_stays(endpoint: Endpoint, hook: Receiver, clock: Clock) -> None:
    tell(endpoint, "C1", "C2")
    sent(clock)
    tell(endpoint, "C3")
    Message.objects.filter(body__contains="C3").update(state=DEAD)
    services.tidy(clock.now + timedelta(days=91))
    assert not Attempt.objects.exists()
    assert list(Message.objects.values_list("state", flat=True)) == [DEAD]
