"""Workbooks made to break the reader end with a code; the reader has no network and touches nothing but its folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tests.bar.size import sized

CODES = {
    "XML_FORBIDDEN",
    "TOO_LARGE_UNPACKED",
    "TOO_LARGE",
    "FILE_EMPTY",
    "FILE_DAMAGED",
    "ZIP_SUSPICIOUS",
    "read",
    "asks",
}
MOST = {"entities that multiply": "XML_FORBIDDEN", "an entity of a file": "XML_FORBIDDEN",
        "a bomb in a sheet": "TOO_LARGE_UNPACKED", "names that lead out": "ZIP_SUSPICIOUS",
        "a cell beyond": "TOO_LARGE", "good": "read"}  # fmt: skip
OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)", (\S+?)[,)].* = (\d+)')
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


def _program(*words: object, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "tests.bar.hostile_workbooks", *map(str, words)]
    place = {**os.environ, "PYTHONPATH": "src:."}
    return subprocess.run(command, env=place, capture_output=True, text=True, check=False, timeout=900)


def test_each_ends_with_its_code_and_the_parent_goes_on(tmp_path: Path) -> None:
    many = sized(8, 43)
    assert _program("make", tmp_path, many).returncode == 0
    done = _program("look", tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    told: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == many == len({one["name"] for one in told})
    assert {one["became"] for one in told} <= CODES
    assert {one["name"]: one["became"] for one in told if one["name"] in MOST}.items() <= MOST.items()
    assert [one for one in told if one["cpu"] > 60 or one["megabytes"] > 1536] == []
    assert told[-1] == {**told[-1], "name": "good", "became": "read"}
    print(f"{many} workbooks, most {max(one['cpu'] for one in told):.2f} s and {told[-1]['megabytes']} MB of a child")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace (Debian package strace) is not installed")
def test_the_reader_opens_no_socket_and_no_file_outside_its_folder(tmp_path: Path) -> None:
    books, said = tmp_path / "books", tmp_path / "said"
    books.mkdir()
    said.mkdir()
    _program("make", books, 2)
    trace = (
        "strace",
        "-ff",
        "-qq",
        "-o",
        str(said / "of"),
        "-e",
        "trace=open,openat,socket,connect,unshare,execve,prctl",
    )
    done = _program("look", books, before=trace)
    if "ptrace" in done.stderr or not [*said.iterdir()]:
        pytest.skip("processes may not be traced here")
    logs = {path: path.read_text("utf-8", "replace") for path in said.iterdir()}
    children = [words for words in logs.values() if "fenji.intake.child" in words]
    assert children, "the reader is a process of its own"
    for words in children:
        before, locked, after = words.partition("unshare(CLONE_NEWNET")
        assert locked, "without a network where the system allows it"
        assert str(books) not in before, "nothing of the file is read before"
        assert "socket(" not in after
        assert "connect(" not in after
        assert [one for one in OPENED.findall(after) if not _is_allowed(Path(one[0]), one[1], books)] == []


def _is_allowed(path: Path, how: str, books: Path) -> bool:
    """Programs and what the system says of itself may be read; the file may be read; its own folder may be written."""
    words = str(path)
    if "/intake-" in words or "/fenji-" in words or words == "/dev/null":
        return True
    if WRITES.search(how):
        return False
    machine = ("/proc/", "/sys/", "/etc/ld.so", "/etc/localtime", "/lib", "/usr", "/dev/shm/pytest")
    programs = (sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), str(Path("src").resolve()), str(Path.cwd()))
    return words.startswith((*machine, *programs)) or path.is_relative_to(books) or not path.is_absolute()
