"""The same pages on PostgreSQL: tests that write much are run again with a server as application database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fenji.intake.sources.servers import CLERK, postgres
from tests.web_shop import built

ROOT = Path(__file__).parents[3]
PLACES = (  # what writes most of each app; the rest of its tests asks nothing of the database that these don't
    "care/test_pool.py", "accounts", "runs/test_jobs.py", "runs/test_runs.py", "ui",
    "customers/test_list.py", "schedules", "company", "bulk",
    "beside/test_beside.py",
    "audit", "care/test_panel.py", "data/test_imports.py", "schemes/test_yaml.py", "sources",
)  # fmt: skip


def test_the_apps_keep_their_promises_on_postgresql(tmp_path_factory: object) -> None:
    base = tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    shop = built(base.parent if "popen-" in base.name else base)
    with tempfile.TemporaryDirectory(prefix="fj-", dir="/tmp") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with postgres(folder) as server:
            server.say(f"CREATE DATABASE web OWNER {CLERK}")
            address = server.url.replace("postgresql://", "postgres://").removesuffix("/shop") + "/web"
            places = [f"tests/fenji_web/{place}" for place in PLACES if (ROOT / "tests/fenji_web" / place).exists()]
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "-p", "no:cacheprovider", *places],
                cwd=ROOT,
                env={**os.environ, "DATABASE_URL": address, "FENJI_SHOP": str(shop)},
                capture_output=True,
                text=True,
                check=False,
            )
    assert done.returncode == 0, done.stdout[-4000:]
