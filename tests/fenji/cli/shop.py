"""A tiny real shop at the command line: files to import, and a program to run as a person runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from fenji.cli.main import run

ROOT = Path(__file__).parents[3]

CUSTOMERS = """客户ID,客户姓名,手机,注册日期
C001,张伟,13800138000,2023-01-05
C002,[red]李[/red]娜,13900139000,2023-03-01
C003,Ada \u202eecaL,,2023-06-10
C004,王芳,13700137000,2023-09-01
C005,赵\x1b[31m敏,13600136000,2024-01-02
C006,,,2024-05-20
"""
ORDERS = """订单号,客户ID,下单时间,金额
O01,C001,2024-01-10 10:00,5200.00
O02,C001,2024-03-11 10:00,4100.00
O03,C001,2024-06-20 10:00,6300.50
O04,C001,2024-06-29 10:00,2000.00
O05,C002,2024-02-01 09:30,800.00
O06,C002,2024-06-02 09:30,950.00
O07,C003,2023-11-11 11:11,120.00
O08,C004,2024-05-05 12:00,300.00
O09,C004,2024-06-15 12:00,310.00
O10,C005,2024-04-01 08:00,99.90
O11,C005,2024-06-30 23:30,1500.00
O12,,2024-06-01 08:00,77.00
O13,C002,2024-05-31 20:00,640.00
"""


@dataclass(frozen=True)
class Said:
    """What a command wrote, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as one JSON value."""
        return json.loads(self.out)


def fenji(*words: str | Path, cwd: Path, lang: str | None = "en", **environment: str) -> Said:
    """Runs `fenji` in a folder; the language comes from `lang` through the locale, C where it is None."""
    locale = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8", None: "C"}[lang]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    given = {**kept, "PYTHONPATH": str(ROOT / "src"), "LANG": locale, "PYTHONUTF8": "1", **environment}
    line = [sys.executable, "-W", "error::ResourceWarning", "-m", "fenji.cli.main", *map(str, words)]
    done = subprocess.run(line, cwd=cwd, env=given, capture_output=True, encoding="utf-8", timeout=120, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


def inside(*words: str | Path, cwd: Path, lang: str | None = "en") -> Said:
    """The same in this process, for the many questions a shop is asked: quicker, nothing else differs."""
    out, err, here = Stream(), Stream(), Path.cwd()
    locale = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8", None: "C"}[lang]
    with (
        mock.patch.dict(os.environ, {"LC_ALL": "", "LC_MESSAGES": "", "LANG": locale}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        os.chdir(cwd)
        try:
            code = run([str(word) for word in words])
        finally:
            os.chdir(here)
    return Said(code, out.getvalue(), err.getvalue())


class Stream(io.StringIO):
    """Text kept in memory, as UTF-8 as a modern terminal's."""

    @property
    def encoding(self) -> str:
        """What a program asks a stream."""
        return "utf-8"


def paths(value: Any, at: str = "") -> set[str]:
    """The key paths of a JSON value as the reference writes them: `runs[].id`."""
    if isinstance(value, dict):
        return {path for name, part in value.items() for path in paths(part, f"{at}.{name}" if at else name)}
    if isinstance(value, list):
        return {path for part in value for path in paths(part, f"{at}[]")} or set()
    return {at}
