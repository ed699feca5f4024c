"""The reader's child process: limits itself first, then reads one file into text and describes what it found."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import re
import resource
import signal
import sys
import threading
from pathlib import Path

from fenji.errors import FileRefused
from fenji.intake.staged import OUTCOME_NAME, Outcome, Request

_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
REFUSED = 3
_HEAD = 4_096
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|body|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml.*?urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL)


class NoPandas:
    """Says that there is no pandas: Arrow looks for it at the first list it is given, which costs half a second."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Every other module is looked for as usual."""
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError(name)


def shut_myself_in() -> None:
    """No core file, no network where the system allows it, no life after the parent; before any thread is started."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER)


def limit_myself(request: Request) -> None:
    """Address space and CPU time."""
    resource.setrlimit(resource.RLIMIT_AS, (request.address_space, request.address_space))
    resource.setrlimit(resource.RLIMIT_CPU, (request.cpu_seconds, request.cpu_seconds + 1))


def get_ready() -> None:
    """Loads what every kind of file is staged with, while the parent hashes the file and a workbook is unpacked."""
    with contextlib.suppress(MemoryError, ImportError, OSError):  # whoever needs it asks again, and is told
        for name in ("numpy", "pyarrow.csv", "pyarrow.compute", "pyarrow.parquet"):
            importlib.import_module(name)


def read(request: Request) -> Outcome:
    """Stages the file by what it is, not by what it is called."""
    kind = kind_of(Path(request.path))
    if kind == "parquet":
        from fenji.intake.columnar import stage_parquet

        return stage_parquet(request, _say)
    if kind in ("xlsx", "xls"):
        from fenji.intake.sheets import stage_workbook

        return stage_workbook(request, _say)
    if kind == "jsonl":
        from fenji.intake.jsonlines import stage_jsonlines

        return stage_jsonlines(request, _say)
    if kind == "html":
        from fenji.intake.web_tables import stage_web_page

        return stage_web_page(request, _say)
    if kind == "xml":
        from fenji.intake.xml_sheets import stage_xml_workbook

        return stage_xml_workbook(request, _say)
    from fenji.intake.delimited import stage_delimited

    return stage_delimited(request, _say)


def kind_of(path: Path) -> str:
    """The real type of a file, told by its first bytes: parquet, xlsx (any zip), xls, jsonl, html, xml, or csv.

    `xml` is a workbook of Excel 2003, no other XML; `jsonl` is JSON of any shape.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    text = ((_JSON, "jsonl"), (_PAGE, "html"), (_XML, "xml"))
    return next((kind for shape, kind in text if shape.match(head)), "csv")


def _say(share: float) -> None:
    print(f"{share:.3f}", flush=True)  # noqa: T201 - the parent reads the progress here


def main() -> int:
    """Reads the request from standard input; leaves `outcome.json` beside the staged rows."""
    sys.meta_path.insert(0, NoPandas)
    shut_myself_in()
    threading.Thread(target=get_ready, daemon=True).start()
    request = Request.from_json(sys.stdin.read())
    limit_myself(request)
    gc.disable()  # rows come and go by the million and point at nothing
    answer = Path(request.folder) / OUTCOME_NAME
    try:
        answer.write_text(read(request).to_json(), encoding="utf-8")
    except FileRefused as refusal:
        words = {
            "code": refusal.code,
            "problem": [refusal.problem.en, refusal.problem.zh],
            "fix": [refusal.fix.en, refusal.fix.zh],
        }
        answer.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        return REFUSED
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        code = main()
    sys.stdout.flush()
    os._exit(code)  # Arrow's threads need no farewell
