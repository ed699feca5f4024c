"""The file as a whole: nothing is a formula, nothing is lost, it appears whole or not at all, the same bytes again."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from fenji.errors import DiskFull, WorkspaceError
from fenji.result import Result
from fenji.workbook import whole, write_workbook
from tests.fenji.workbook.reading import Changed, Repeated, parts, read

PAYLOADS = (
    '=HYPERLINK("http://example.com","click")',
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.com",
    "00123",
    "1e5",
    "_x0041_",
    "<b>&amp;</b>",
    "  spaces  ",
    "张\n三",
)


@pytest.fixture(scope="module")
def hostile(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    changed = Changed.of(result, *[{"name": words, "note": words, "customer_id": f"{words}"} for words in PAYLOADS])
    return write_workbook(changed, tmp_path_factory.mktemp("hostile") / "hostile.xlsx")


def test_what_looks_like_a_formula_or_link_or_number_stays_text(hostile: Path) -> None:
    rows = read(hostile)
    assert [row[0] for row in rows["基本信息"][2 : 2 + len(PAYLOADS)]] == list(PAYLOADS)
    assert [row[6] for row in rows["客户类型分类管理表"][2 : 2 + len(PAYLOADS)]] == list(PAYLOADS)
    files = parts(hostile)
    sheets = [xml for name, xml in files.items() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in xml or "<f " in xml or "<hyperlink" in xml for xml in sheets)


def test_text_stays_text_when_somebody_edits_the_cell(hostile: Path) -> None:
    styles = parts(hostile)["xl/styles.xml"]
    assert 'quotePrefix="1"' in styles
    assert 'numFmtId="49"' in styles or 'formatCode="@"' in styles


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_looks_like_a_formula_stays_text_in_libreoffice(hostile: Path, tmp_path: Path) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods"]
    subprocess.run([*command, "--outdir", tmp_path, hostile], check=True, capture_output=True, timeout=180)
    flat = (tmp_path / "hostile.fods").read_text("utf-8")
    assert "table:formula" not in flat
    assert "=cmd|" in flat
    assert flat.count("<draw:image") >= 6, "the badges are there"


def test_characters_that_xml_forbids_are_left_out_and_long_text_ends_with_a_mark(
    result: Result, tmp_path: Path
) -> None:
    changed = Changed.of(result, {"name": "张\x00三\x1b\ud800\ufffe", "note": "长" * 40_000}, {"note": "😀" * 20_000})
    rows = read(write_workbook(changed, tmp_path / "odd.xlsx"))
    assert rows["基本信息"][2][1] == "张三"
    notes = [row[6] for row in rows["客户类型分类管理表"][2:4]]
    assert all(note.endswith("…[已截断]") for note in notes)
    assert all(len(note.encode("utf-16-le")) // 2 <= 32_767 for note in notes)


def test_a_day_before_excels_calendar_is_written_as_words(result: Result, tmp_path: Path) -> None:
    changed = Changed.of(result, {"registered_on": date(1899, 12, 31)}, {"registered_on": date(1900, 3, 1)})
    rows = read(write_workbook(changed, tmp_path / "old.xlsx"))["基本信息"]
    assert [rows[2][4], rows[3][4]] == ["1899-12-31", date(1900, 3, 1)]


def test_customers_beyond_the_row_limit_go_on_in_a_second_sheet(result: Result, tmp_path: Path) -> None:
    rows = read(write_workbook(result, tmp_path / "split.xlsx", row_limit=52))
    assert [name for name in rows if name.startswith("基本信息")] == ["基本信息", "基本信息 2", "基本信息 3"]
    assert [len(rows[name]) for name in ("基本信息", "基本信息 2", "基本信息 3")] == [52, 52, 22]
    assert all(rows[name][1] == rows["基本信息"][1] for name in ("基本信息 2", "基本信息 3"))
    listed = [row[0] for name in ("基本信息", "基本信息 2", "基本信息 3") for row in rows[name][2:]]
    assert listed == [row["customer_id"] for row in result.rows(["customer_id"])]


def test_a_list_that_fills_the_sheet_exactly_needs_no_second_one(result: Result, tmp_path: Path) -> None:
    assert "基本信息 2" not in read(write_workbook(result, tmp_path / "full.xlsx", row_limit=122))
    assert "基本信息 2" in read(write_workbook(result, tmp_path / "over.xlsx", row_limit=121))


def test_the_same_result_gives_the_same_bytes(result: Result, chinese: Path, tmp_path: Path) -> None:
    again = write_workbook(result, tmp_path / "again.xlsx", "zh")
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(chinese.read_bytes()).hexdigest()


def test_no_file_inside_bears_the_time_of_writing(chinese: Path) -> None:
    with zipfile.ZipFile(chinese) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
    assert (
        re.findall(r"<dcterms:\w+ [^>]*>([^<]*)<", parts(chinese)["docProps/core.xml"]) == ["2024-06-30T00:00:00Z"] * 2
    )


def test_progress_rises_from_sheet_to_sheet_to_the_whole(result: Result, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    write_workbook(result, tmp_path / "told.xlsx", progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {"概览", "分析报告"} <= {stage for stage, _ in told}


def test_a_full_disk_leaves_the_older_workbook_as_it_was(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "grades.xlsx"
    target.write_bytes(b"older")

    def full(_draft: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole, "_settle", full)
    with pytest.raises(DiskFull) as caught:
        write_workbook(result, target)
    assert caught.value.where == str(target)
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["grades.xlsx"]


def test_a_file_that_may_not_grow_while_rows_are_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    script = f"""
import resource, signal, sys
from pathlib import Path
from fenji.errors import FenjiError
from fenji.workbook import write_workbook
from tests.sample_result import sample_result
result = sample_result(400)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
try:
    write_workbook(result, Path({str(tmp_path)!r}) / "big.xlsx")
except FenjiError as error:
    print(type(error).__name__)
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, env=_paths(root),
                          capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert done.stdout.strip() == "WorkspaceError", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing_behind(result: Result, tmp_path: Path) -> None:
    def stop(stage: str, _share: float) -> None:
        if stage == "评分信息":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_workbook(result, tmp_path / "grades.xlsx", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_says_so(result: Result, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError) as caught:
        write_workbook(result, tmp_path / "file" / "grades.xlsx")
    assert "grades.xlsx" in caught.value.say("zh")


MEASURE = """
import resource, sys
from pathlib import Path
from fenji.workbook import write_workbook
from tests.fenji.workbook.reading import Repeated
from tests.sample_result import sample_result
result = sample_result(200)
write_workbook(Repeated.of(result, 1000), Path(sys.argv[2]) / "warm.xlsx")
write_workbook(Repeated.of(result, int(sys.argv[1])), Path(sys.argv[2]) / "measured.xlsx")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_customers(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    peaks = []
    for customers in ("1000", "9000"):
        done = subprocess.run([sys.executable, "-c", MEASURE, customers, str(tmp_path)], cwd=root, capture_output=True,
                              env=_paths(root), text=True,
                              timeout=300, check=True)  # fmt: skip
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 8, f"{peaks} MB"


def test_repeated_customers_are_as_many_as_wanted(result: Result) -> None:
    assert sum(1 for _ in Repeated.of(result, 250).rows(["customer_id"])) == 250


def _paths(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{root}/src{os.pathsep}{root}"}
