"""A small simulated workspace, graded three times: built once for all processes of a test run, then copied."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path


def shop_at(place: Path, shared: Path) -> Path:
    """A copy of the shop in an existing or new folder; `shared` is where the first one rests."""
    shutil.copytree(built(shared), place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("web"))
    return place


def built(shared: Path) -> Path:
    """The first shop: that of FENJI_SHOP where it is named, else built by whoever asks first."""
    if "FENJI_SHOP" in os.environ:
        return Path(os.environ["FENJI_SHOP"])
    shop, lock = shared / "web-shop", shared / "web-shop.lock"
    try:
        lock.mkdir(parents=True)
    except FileExistsError:
        return _awaited(shop)
    making = shared / "web-shop.part"
    _build(making)
    making.replace(shop)
    return shop


def _awaited(shop: Path) -> Path:
    until = time.monotonic() + 300
    while not shop.is_dir():
        if time.monotonic() > until:
            raise TimeoutError("the shop was not built in five minutes")
        time.sleep(0.2)
    return shop


def _build(place: Path) -> None:
    from fenji.workspace.demo import SIMULATED, last_months
    from fenji.workspace.workspace import Workspace

    workspace = Workspace.create(place, **SIMULATED.settings)
    try:
        workspace.import_demo("simulated")
        days = last_months(workspace, 3)
        for day in days:
            workspace.grade("value", as_of=day)
        workspace.grade("electronics", as_of=days[-1])
    finally:
        workspace.close()
