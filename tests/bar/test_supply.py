"""What fenji is made of and reaches: pins with hashes, known weaknesses of code, no network of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bar.proof import HERE

PINS = ("constraints.txt", "constraints-dev.txt", "constraints-spark.txt", "constraints-connect.txt")
KEPT = {
    ("B303", "src/fenji_web/two_factor/services.py"): "RFC 6238 asks for SHA-1, which apps on phones know",
    # finding of bandit, file → why it is none
    ("B314", "src/fenji/ink/logo.py"): "expat without entities: the shapes are counted and a DOCTYPE is refused before",
    ("B506", "src/fenji/intake/presets.py"): "a loader made from the safe one",
    ("B108", "src/fenji_web/serving/serve.py"): "/dev/shm for gunicorn's own heartbeat files",
    ("B104", "src/fenji_web/serving/serve.py"): "an address that is compared with, not bound",
    ("B308", "src/fenji_web/ui/templatetags/fenji.py"): "drawn from closed names; each place says so",
    ("B703", "src/fenji_web/ui/templatetags/fenji.py"): "drawn from closed names; each place says so",
}
LEFT_OUT = "B608"  # SQL put together from closed names: tests/architecture guards where, number 51 what reaches it
OFFLINE = """
import sys
from datetime import date
from pathlib import Path
from fenji.cli.grades_file import write_grades
from fenji.workbook import write_workbook
from fenji.workspace.workspace import Workspace
folder = Path(sys.argv[1])
(folder / "orders.csv").write_text("order_id,customer_id,ordered_at,amount\\n" + "".join(
    f"A{n},C{n % 9},2024-0{n % 6 + 1}-05,{n * 7}\\n" for n in range(90)))
shop = Workspace.create(folder / "shop")
print(shop.import_file(folder / "orders.csv", "orders").accepted)
result = shop.grade("value", as_of=date(2024, 6, 30))
print(write_grades(result, folder / "grades.csv"))
write_workbook(result, folder / "grades.xlsx")
print((folder / "grades.xlsx").stat().st_size > 10_000)
"""


@pytest.mark.parametrize("pins", PINS)
def test_every_package_is_pinned_with_its_hashes(pins: str) -> None:
    words = (HERE / pins).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", "\n".join(line for line in words.splitlines() if not line.lstrip().startswith("#")))
    wanted = [one for one in entries if one.strip() and not one.startswith("--")]
    assert wanted
    assert [one for one in wanted if not re.match(r"[\w.\[\]-]+==\S+", one) or "--hash=sha256:" not in one] == []
    assert "--require-hashes" in (HERE / "install.sh").read_text("utf-8")


def test_no_package_has_a_known_severe_weakness() -> None:
    audit = shutil.which("pip-audit")
    if audit is None:
        pytest.skip("pip-audit is not installed: its advisories cannot be reached from everywhere")
    asked = [audit, "-r", "constraints.txt", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(asked, cwd=HERE, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        pytest.skip("the advisories cannot be reached")
    assert [one["name"] for one in json.loads(done.stdout)["dependencies"] if one.get("vulns")] == []


def test_bandit_finds_nothing_new() -> None:
    asked = [sys.executable, "-m", "bandit", "-q", "-r", "src", "-f", "json", "-ll", "-s", LEFT_OUT]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    assert said["errors"] == []
    found = {(one["test_id"], one["filename"]): one["line_number"] for one in said["results"]}
    assert {place: line for place, line in found.items() if place not in KEPT} == {}
    assert set(KEPT) - set(found) == set(), "what is no longer found is no longer kept"


def test_ruff_looks_for_weaknesses_in_all_of_the_product() -> None:
    asked = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "S", "--ignore", "S101,S608", "src"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace (Debian package strace) is not installed")
def test_import_grades_and_files_need_no_network_and_ask_for_none(tmp_path: Path) -> None:
    apart = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("a process without a network needs namespaces, which this machine forbids")
    said = tmp_path / "said"
    traced = ["strace", "-f", "-qq", "-o", str(said), "-e", "trace=connect,sendto,sendmsg"]
    place = {**os.environ, "PYTHONPATH": "src"}
    asked = [*apart, *traced, sys.executable, "-c", OFFLINE, str(tmp_path)]
    done = subprocess.run(asked, env=place, capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr:
        pytest.skip("processes may not be traced here")
    assert done.stdout.split() == ["90", "9", "True"], done.stderr[-2000:]
    assert re.findall(r".*AF_INET.*", said.read_text("utf-8", "replace")) == []
