"""The web's processes load neither pandas nor, before the first page, Ibis and DuckDB."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ASKED = """
import sys
import fenji_web.config.wsgi
from fenji_web.config import urls
heavy = [name for name in ("ibis", "duckdb", "pandas", "altair", "vl_convert") if name in sys.modules]
try:
    import pandas
except ModuleNotFoundError:
    heavy.append("no pandas")
print(heavy)
"""


def test_the_web_app_starts_without_ibis_and_duckdb_and_never_loads_pandas(tmp_path: Path) -> None:
    environment = {**os.environ, "FENJI_WORKSPACE": str(tmp_path), "PYTHONPATH": "src"}
    (tmp_path / "web" / "static").mkdir(parents=True)
    done = subprocess.run([sys.executable, "-c", _ASKED], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("['no pandas']", 0), done.stderr
