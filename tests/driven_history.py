"""Clients in processes of their own that import, edit, grade, publish and read while some are killed, and their log."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROWS = 3
BORDERS = range(45, 95)


@dataclass(frozen=True)
class Op:
    """One thing a client did: when it began and ended, and `ok`, `fail` (it was told no) or `info` (nobody knows)."""

    client: int
    kind: str
    key: str
    began: float
    ended: float
    how: str
    value: Any


def history(clients: int, steps: int, kills: int, seed: int) -> dict[str, Any]:
    """What was done, and what of it cannot be, read in the order of the lake's snapshots."""
    from tests.driven_worker import Shop

    shop = Shop(5, 10)
    (shop.home / "schemes" / "mine.yaml").write_text(_text(80), "utf-8")
    log = shop.home.parent / "log"
    log.mkdir()
    chance = random.Random(seed)
    running = {_client(shop.home, log, number, steps, seed): number for number in range(clients)}
    killed = 0
    born = clients
    while running:
        if killed < kills and chance.random() < 0.2:
            victim = chance.choice(sorted(running))
            os.killpg(victim, signal.SIGKILL)
            killed += 1
            running[_client(shop.home, log, born, max(steps // 2, 1), seed + born)] = born
            born += 1
        time.sleep(0.1)
        with suppress(ChildProcessError):
            for pid in list(running):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    del running[pid]
    ops = list(_ops(log))
    counts: dict[str, int] = {}
    for op in ops:
        counts[f"{op.kind} {op.how}"] = counts.get(f"{op.kind} {op.how}", 0) + 1
    return {"seed": seed, "killed": killed, "counts": counts, "wrong": list(_wrongs(ops, shop.home))}


def _text(border: int) -> str:
    from tests.properties.test_life import TEXT

    return TEXT.replace("from_score: 80", f"from_score: {border}")


def _client(home: Path, log: Path, number: int, steps: int, seed: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    try:
        _live(home, log / f"{number}.jsonl", number, steps, random.Random(seed * 1000 + number))
    finally:
        os._exit(0)


def _live(home: Path, log: Path, number: int, steps: int, chance: random.Random) -> None:
    from fenji.errors import FenjiError
    from fenji.workspace.workspace import Workspace

    with log.open("a", buffering=1) as lines:
        for step in range(steps):
            key = f"K{number}x{step}"
            drawn = chance.choice(("import", "import", "read", "read", "publish", "grade"))
            kind = ("import", "read", drawn)[min(step, 2)]
            lines.write(json.dumps({"key": key, "kind": kind, "began": time.monotonic()}) + "\n")
            workspace = Workspace.open(home)
            how, value = "ok", None
            try:
                value = _DO[kind](workspace, key, chance)
            except FenjiError as error:
                how, value = "fail", str(error)[:200]
            finally:
                workspace.close()
            lines.write(json.dumps({"key": key, "ended": time.monotonic(), "how": how, "value": value}) + "\n")


def _import(workspace: Any, key: str, chance: random.Random) -> Any:
    from tests.driven_worker import write_orders

    del chance
    lines = [f"{key}-{n},C1,2024-06-1{n},{n + 1}" for n in range(ROWS)]
    file = write_orders(workspace.folder.parent / f"{key}.csv", lines)
    return workspace.import_file(file, "orders").snapshot_after


def _read(workspace: Any, key: str, chance: random.Random) -> Any:
    del key, chance
    lake = workspace.lake
    lake.engine.begin()
    try:
        rows = lake.engine.rows("SELECT order_id FROM lake.main.orders WHERE order_id LIKE 'K%' ORDER BY 1")
        return {"snapshot": lake.snapshot(), "seen": [row["order_id"] for row in rows]}
    finally:
        lake.engine.rollback()


def _publish(workspace: Any, key: str, chance: random.Random) -> Any:
    from fenji.scheme.load import read_scheme
    from fenji.workspace import publishing

    del key
    made = publishing.draft(workspace, read_scheme(_text(chance.choice(BORDERS))), as_of=date(2024, 6, 30))
    return publishing.publish(workspace, "mine", made.version).version


def _grade(workspace: Any, key: str, chance: random.Random) -> Any:
    del key
    result = workspace.grade("value", as_of=date(2024, 7, 1) + timedelta(days=chance.randrange(20)))
    result.engine.close()
    return [result.run.id, result.run.digest]


_DO = {"import": _import, "read": _read, "publish": _publish, "grade": _grade}


def _ops(log: Path) -> Iterator[Op]:
    for path in sorted(log.glob("*.jsonl")):
        told: dict[str, dict[str, Any]] = {}
        for line in path.read_text("utf-8").splitlines():
            with suppress(ValueError):  # its last line, where it was killed
                said = json.loads(line)
                told.setdefault(said["key"], {}).update(said)
        for key, said in told.items():
            ended, how = said.get("ended", float("inf")), said.get("how", "info")
            yield Op(int(path.stem), said["kind"], key, said["began"], ended, how, said.get("value"))


def _wrongs(ops: list[Op], home: Path) -> Iterator[str]:
    """What no order of the acts one after another, each at a moment between its begin and its end, can explain."""
    from fenji.workspace.versions import versions
    from fenji.workspace.workspace import Workspace

    workspace = Workspace.open(home)
    final = Op(-1, "read", "last", float("inf"), float("inf"), "ok", _read(workspace, "", random.Random()))
    runs = {run.id: run.digest for run in workspace.runs()}
    known = versions(workspace.lake, "mine")
    is_sound = workspace.check(clean=True).is_sound
    workspace.close()
    done = [op for op in ops if op.how == "ok"]
    yield from _misread([*(op for op in done if op.kind == "read"), final], [op for op in ops if op.kind == "import"])
    yield from (
        f"{op.key}: its run is lost" for op in done if op.kind == "grade" and runs.get(op.value[0]) != op.value[1]
    )
    taken = [op.value for op in done if op.kind == "publish"]
    if not {*taken} <= {one.version for one in known} or len(taken) != len({*taken}):
        yield f"versions that were acknowledged are lost or one number is two: {taken}"
    if sum(one.state == "published" for one in known) > 1 or not is_sound:
        yield f"two versions are published, or the lake is not sound ({is_sound})"


def _misread(reads: list[Op], imports: list[Op]) -> Iterator[str]:
    before: set[str | None] = set()
    for op in sorted(reads, key=lambda one: (one.value["snapshot"], one.ended)):
        keys, at = _whole(op.value["seen"]), op.value["snapshot"]
        if None in keys or not before <= keys:
            yield f"{op.key}: half an import at snapshot {at}, or {sorted(map(str, before - keys))} is lost"
        before = keys
        owed = {one.key for one in imports if one.how == "ok" and one.ended < op.began}
        never = {one.key for one in imports if one.how == "fail" or one.began > op.ended}
        if not owed <= keys or never & keys:
            yield f"{op.key}: lacks {sorted(owed - keys)}, has {sorted(never & keys)} at snapshot {at}"


def _whole(rows: list[str]) -> set[str | None]:
    """The imports of which rows are seen; None among them where one is seen in part, or twice."""
    keys = [row.rpartition("-")[0] for row in rows]
    return {key if keys.count(key) == ROWS else None for key in keys}
