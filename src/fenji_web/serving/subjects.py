"""What the application holds about one person, for a copy of their data: asked here, else in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji_web.library import Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = dict[str, list[dict[str, Any]]]
_REFUSED = Text("the application's data could not be read: {detail}", "无法读取应用数据：{detail}")
_FIX = Text("See that the application database can be reached.", "请确认应用数据库可以访问。")
_LEFT_OUT = frozenset({"audit.Alias"})  # a word by chance that stands for the person in the log


def rows(folder: Path, ids: Sequence[str]) -> Rows:
    """Every row of the application that is the person's, by table; employees are not named in it."""
    if not (folder / "web" / "app.sqlite").is_file() and not os.environ.get("DATABASE_URL"):
        return {}
    if _is_here(folder):
        return _own(ids)
    command = [sys.executable, "-m", "fenji_web.serving.subjects", str(folder)]
    done = subprocess.run(  # noqa: S603
        command, input=json.dumps(list(ids)), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        detail = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise WorkspaceError(_REFUSED.fill(detail=detail), where=str(folder / "web"), fix=_FIX)
    found: Rows = json.loads(done.stdout)
    return found


def _is_here(folder: Path) -> bool:
    if "django" not in sys.modules:
        return False
    from django.apps import apps
    from django.conf import settings

    return apps.ready and Path(settings.FENJI_WORKSPACE).resolve() == folder.resolve()


def _own(ids: Sequence[str]) -> Rows:
    from fenji_web.erasure.queries import own_models

    found: Rows = {}
    for model in own_models():
        if model._meta.label in _LEFT_OUT:
            continue
        names = [one.attname for one in model._meta.concrete_fields if not one.is_relation and one.name != "token"]
        mine = model._base_manager.filter(customer_id__in=ids).order_by("pk").values(*names)
        if listed := [_plain(row) for row in mine]:
            found[model._meta.label_lower] = listed
    return found


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    simple = (str, int, bool, type(None))
    return {name: value if isinstance(value, simple) else str(value) for name, value in row.items()}


def main(folder: str, ids: Sequence[str]) -> Rows:
    """Asked in a process of its own."""
    from fenji_web.serving.prepare import migrate, set_up

    set_up(Path(folder))
    migrate()
    return _own(ids)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], json.load(sys.stdin)), ensure_ascii=False))
