"""`fenji keys`: what lies encrypted in files and in the database gets another key, and nothing is lost by it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from fenji.intake.sources.secrets import find_secret, keep_secret
from fenji.workspace.workspace import Workspace

SECRET = "JBSWY3DPEHPK3PXP"
_PUT = """
import django
django.setup()
from fenji_web.accounts.services import add_person
from fenji_web.serving.prepare import migrate
from fenji_web.two_factor.models import Secret
migrate()
Secret.objects.create(person=add_person(username="Li", role="viewer", password=""), secret="{secret}")
"""
_GET = """
import django
django.setup()
from fenji_web.two_factor.models import Secret
print(Secret.objects.get().secret)
"""


def ran(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FENJI_", "DJANGO_"))}
    given = {**kept, "FENJI_WORKSPACE": str(folder), "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings"}
    given["PYTHONPATH"] = "src"
    return subprocess.run([sys.executable, *command], env=given, capture_output=True, text=True, check=False)


def test_a_key_is_changed_for_files_and_database_and_the_old_one_opens_nothing(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "shop", name="shop").close()
    folder = tmp_path / "shop"
    keep_secret("CRM_TOKEN", "Kanarienvogel", folder=folder)
    put = ran(folder, "-c", _PUT.format(secret=SECRET))
    assert put.returncode == 0, put.stderr
    before, signing = (folder / "web" / "fields.key").read_text(), (folder / "web" / "secret.key").read_text()
    command = (
        "-m",
        "fenji.cli.main",
        "--lang",
        "en",
        "keys",
        "turn",
        "--signing",
        "--json",
        "--workspace",
        str(folder),
    )
    turned = ran(folder, *command)
    assert turned.returncode == 0, turned.stderr
    assert json.loads(turned.stdout)["values"] == 2
    after = (folder / "web" / "fields.key").read_text()
    assert len(after.split()) == 1
    assert after != before
    assert signing in (folder / "web" / "secret.key").read_text().split("\n")[1:]
    assert find_secret("CRM_TOKEN", folder=folder).reveal() == "Kanarienvogel"
    assert ran(folder, "-c", _GET).stdout.strip() == SECRET
    raw = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in raw
    assert b"Kanarienvogel" not in raw
    with sqlite3.connect(folder / "web" / "app.sqlite") as database:
        assert database.execute("SELECT secret FROM two_factor_secret").fetchone()[0].startswith("fenji1:")
    (folder / "web" / "fields.key").write_text(before)
    refused = ran(folder, *(one for one in command if one not in ("turn", "--signing", "--json")))
    assert refused.returncode != 0
    assert "encrypted with another key" in refused.stdout + refused.stderr
