"""What a run tells: every customer that moved, once, by id alone; the same however often and wherever it is stopped."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.utils import timezone

from fenji.workspace.model_file import newest_file, open_file
from fenji_web.deliveries import services as delivering
from fenji_web.deliveries.services import announce_runs, write_messages
from fenji_web.webhooks import services
from fenji_web.webhooks.models import (
    DEMOTED,
    DINGTALK,
    EACH,
    ENTERED,
    EVENTS,
    FEISHU,
    FINISHED,
    LEFT,
    PROMOTED,
    WECOM,
    Announcement,
    Endpoint,
    KnownRun,
    Message,
)
from tests.fenji_web.webhooks.receiver import Receiver


def place(hook: Receiver, **said: Any) -> Endpoint:
    endpoint = Endpoint(**{"name": "CRM", "events": list(EVENTS), "scheme": "value", **said})
    services.keep(endpoint, address=f"{hook.url}/in")
    return endpoint


def newest_again(shop: Path) -> Any:
    """The newest run as if it had just been finished; its result."""
    path = newest_file(shop / "runs", "value")
    assert path is not None
    result = open_file(path)
    KnownRun.objects.filter(run_id=result.run.id).delete()
    return result


def written() -> None:
    while write_messages() >= 0:
        pass


def told(kind: str) -> list[dict[str, Any]]:
    bodies = [json.loads(one.body) for one in Message.objects.filter(kind=kind).order_by("id")]
    return [
        {**each, "segmentation": one["data"].get("segmentation")} for one in bodies for each in one["data"]["customers"]
    ]


@pytest.fixture(autouse=True)
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of this shop is written in many pieces, too."""
    monkeypatch.setattr(delivering, "_ROWS", 200)


def test_each_customer_that_moved_is_told_of_once_with_both_tiers(shop: Path, hook: Receiver) -> None:
    place(hook)
    result = newest_again(shop)
    assert announce_runs() == 1
    written()
    for kind, move in ((PROMOTED, "promotion"), (DEMOTED, "demotion")):
        rows = result.engine.rows(
            "SELECT customer_id AS id, previous_tier AS f, tier AS t FROM customers WHERE move = ?", [move]
        )
        assert rows
        assert sorted((one["id"], one["from"], one["to"]) for one in told(kind)) == sorted(
            (row["id"], row["f"], row["t"]) for row in rows
        )
    (finished,) = Message.objects.filter(kind=FINISHED)
    data = json.loads(finished.body)["data"]
    assert (data["run"], data["customers_graded"], data["is_simulated"]) == (result.run.id, result.run.customers, True)
    assert data["counts"][PROMOTED] == len(told(PROMOTED))


def test_who_enters_a_segment_and_who_leaves_one_is_told(shop: Path, hook: Receiver) -> None:
    place(hook)
    result = newest_again(shop)
    announce_runs()
    written()
    columns = "customer_id AS id, previous_stage AS f, stage AS t"
    sql = f"SELECT {columns} FROM customers WHERE previous_stage IS DISTINCT FROM stage"
    moved = result.engine.rows(sql)
    for kind, side in ((ENTERED, "t"), (LEFT, "f")):
        wanted = sorted((row["id"], row["f"] or "", row["t"] or "") for row in moved if row[side] is not None)
        found = [one for one in told(kind) if one["segmentation"] == "stage"]
        assert sorted((one["id"], one["from"] or "", one["to"] or "") for one in found) == wanted


def test_nothing_but_ids_tiers_and_segments_is_told_of_a_customer(shop: Path, hook: Receiver) -> None:
    place(hook)
    result = newest_again(shop)
    announce_runs()
    written()
    assert {name for kind in (PROMOTED, ENTERED) for one in told(kind) for name in one} == {
        "id", "event", "from", "to", "segmentation",
    }  # fmt: skip
    bodies = "".join(Message.objects.values_list("body", flat=True))
    known = result.engine.rows("SELECT name, mobile, email FROM customers WHERE move = 'promotion' LIMIT 50")
    personal = [value for row in known for value in row.values() if value]
    assert personal
    assert not [value for value in personal if value in bodies]


def test_the_same_run_is_announced_once_however_often_it_is_seen(shop: Path, hook: Receiver) -> None:
    place(hook)
    newest_again(shop)
    announce_runs()
    written()
    before = Counter(Message.objects.values_list("message_id", flat=True))
    assert announce_runs() == 0
    KnownRun.objects.all().delete()  # as from a backup of yesterday
    announce_runs()
    Announcement.objects.update(is_done=False, step=0, after="", part=0)
    written()
    again = Counter(one for one in Message.objects.filter(message_id__in=before).values_list("message_id", flat=True))
    assert again == before


def test_a_stop_between_any_two_writes_neither_loses_nor_doubles(
    shop: Path, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(hook, shape=EACH, events=[FINISHED, PROMOTED, DEMOTED])
    newest_again(shop)
    announce_runs()
    whole = Message.objects.bulk_create
    tries = 0

    def stopped(*args: Any, **values: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries % 3 == 1:
            raise KeyboardInterrupt
        found = whole(*args, **values)
        if tries % 3 == 2:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(Message.objects, "bulk_create", stopped)
    while True:
        try:
            if write_messages() < 0:
                break
        except KeyboardInterrupt:
            continue
    ids = [one["event"] for kind in (PROMOTED, DEMOTED) for one in told(kind)]
    result = newest_again(shop)
    moved = result.engine.rows("SELECT count(*) AS n FROM customers WHERE move IN ('promotion', 'demotion')")[0]["n"]
    assert (len(ids), len(set(ids)), Message.objects.filter(kind=FINISHED).count()) == (moved, moved, 1)
    assert tries > 2


def test_runs_from_before_an_endpoint_and_days_gone_by_are_no_news(shop: Path, hook: Receiver) -> None:
    place(hook)
    assert announce_runs() == 0
    oldest = KnownRun.objects.filter(scheme="value").order_by("as_of").first()
    assert oldest is not None
    oldest.delete()
    assert announce_runs() == 1  # seen, and not told: a later day was graded before
    assert not Announcement.objects.exists()


def test_only_the_standard_and_the_kinds_asked_for_are_told(shop: Path, hook: Receiver) -> None:
    place(hook, scheme="electronics")
    place(hook, name="other", events=[DEMOTED])
    newest_again(shop)
    announce_runs()
    written()
    assert set(Message.objects.values_list("endpoint__name", "kind")) == {("other", DEMOTED)}


@pytest.mark.parametrize("kind", [WECOM, DINGTALK, FEISHU])
def test_a_group_is_told_counts_and_nobodys_id(shop: Path, hook: Receiver, kind: str) -> None:
    """A server looks at the signature and answers as the service says it does; no live service was asked."""
    endpoint = Endpoint(name="group", kind=kind, events=[FINISHED], scheme="value")
    services.keep(endpoint, address=f"{hook.url}/robot?key=k", secret="" if kind == WECOM else "SEC9")
    result = newest_again(shop)
    announce_runs()
    written()
    hook.status, hook.body = 200, b'{"code":0}' if kind == FEISHU else b'{"errcode":0}'
    assert delivering.deliver() == 1
    ((path, _, body),) = hook.asked
    said = json.loads(body)
    if kind == FEISHU:
        stamp, mark, words = said["timestamp"], said["sign"], said["content"]["post"]["zh_cn"]
        assert mark == signed(f"{stamp}\nSEC9".encode(), b"")
        title, text = words["title"], "\n".join(line[0]["text"] for line in words["content"])
    elif kind == DINGTALK:
        asked = parse_qs(urlsplit(path).query)
        assert asked["sign"] == [signed(b"SEC9", f"{asked['timestamp'][0]}\nSEC9".encode())]
        title, text = said["markdown"]["title"], said["markdown"]["text"]
    else:
        title = text = said["markdown"]["content"]
    assert f"评级完成：客户价值分级，截至 {result.run.as_of.isoformat()}" in title
    rows = result.engine.rows("SELECT customer_id AS id FROM customers WHERE move = 'promotion'")
    assert f"升级：{len(rows)}" in text
    assert "模拟数据" in text
    assert not [row for row in rows if row["id"] in body.decode()]


def signed(key: bytes, words: bytes) -> str:
    return base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()


def test_what_happens_elsewhere_is_told_if_it_is_kept_and_only_then(shop: Path, hook: Receiver) -> None:
    place(hook, events=["customer.erased"])
    with transaction.atomic():
        services.announce("customer.erased", "e1", {"customers": []})
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert services.announce("customer.erased", "e1", {"customers": []}) == 1
    assert services.announce("customer.erased", "e1", {"customers": []}) == 0
    assert services.announce("customer.gone", "e1", {}) == 0


def test_an_erased_customer_is_in_no_message_that_waits(shop: Path, hook: Receiver) -> None:
    endpoint = place(hook)
    customers = [{"id": one, "event": f"evt_{one}", "from": "a", "to": "b"} for one in ("C1", "C2")]
    for part, some in (("1", customers), ("2", customers[:1]), ("3", customers[1:])):
        services.write(
            endpoint, kind=PROMOTED, part=part, data={"customers": some}, at=timezone.now(), customers=len(some)
        )
    assert services.forget(["C1"]) == 2
    assert sorted(one["id"] for one in told(PROMOTED)) == ["C2", "C2"]
    assert not Message.objects.filter(body__contains='"C1"').exists()
