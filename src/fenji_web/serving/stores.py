"""The application's stores for an erasure: asked here where the web app is that of the workspace, else in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji_web.library import Person, Store, Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES = (
    ("application", Text("Notes, tasks and other data of the application", "备注、任务等应用数据")),
    ("uploads", Text("Uploaded files that wait", "待处理的上传文件")),
)
_EXPIRING = (
    ("notes", Text("Notes, finished tasks, changes", "备注、已完成任务与变更记录"), "notes_months"),
    ("jobs", Text("Finished jobs", "已结束的任务"), "jobs_months"),
)
_REFUSED = Text("the application's data could not be erased: {detail}", "无法删除应用数据：{detail}")
_FIX = Text(
    "See that the application database can be reached, then erase again.", "请确认应用数据库可以访问，然后重新删除。"
)


def stores(folder: Path) -> Sequence[Store]:
    """What the web app keeps of people; nothing where it was never served from this workspace."""
    if not (folder / "web" / "app.sqlite").is_file() and not os.environ.get("DATABASE_URL"):
        return ()
    if _is_here(folder):
        from fenji_web.erasure.services import stores as own

        return own(folder)
    return (
        *(Store(name, said, _asking(folder, name, "count"), _asking(folder, name, "erase")) for name, said in _TITLES),
        *(Store(name, said, _none, _none, rule, _expiring(folder, name)) for name, said, rule in _EXPIRING),
    )


def _is_here(folder: Path) -> bool:
    """Whether this process' web app is the one of this workspace."""
    if "django" not in sys.modules:
        return False
    from django.apps import apps
    from django.conf import settings

    return apps.ready and Path(settings.FENJI_WORKSPACE).resolve() == folder.resolve()


def _none(person: Person) -> int:
    del person
    return 0


def _expiring(folder: Path, name: str) -> Callable[[str, Sequence[str], bool], int]:
    def expire(day: str, held: Sequence[str], is_trial: bool) -> int:
        return _answer(folder, name, "expire", {"day": day, "held": list(held), "is_trial": is_trial})

    return expire


def _asking(folder: Path, name: str, what: str) -> Callable[[Person], int]:
    def asked(person: Person) -> int:
        return _answer(folder, name, what, person.to_json())

    return asked


def _answer(folder: Path, name: str, what: str, told: dict[str, Any]) -> int:
    command = [sys.executable, "-m", "fenji_web.serving.stores", str(folder), name, what]
    words = json.dumps(told, ensure_ascii=False)
    done = subprocess.run(command, input=words, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        detail = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise WorkspaceError(_REFUSED.fill(detail=detail), where=str(folder / "web"), fix=_FIX)
    return int(done.stdout.split()[-1])


def main(arguments: Sequence[str], told: dict[str, Any]) -> int:
    """One store asked once; whom it is about comes by standard input, so that no list of processes shows it."""
    folder, name, what = arguments
    from fenji_web.serving.prepare import migrate, set_up

    set_up(Path(folder))
    migrate()
    from fenji_web.erasure.services import stores as own

    (store,) = [one for one in own(Path(folder)) if one.name == name]
    if what == "expire":
        return store.expire(told["day"], told["held"], told["is_trial"]) if store.expire else 0
    return getattr(store, what)(Person.from_json(told))  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1:], json.load(sys.stdin))}\n")
