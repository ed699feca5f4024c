"""What goes wrong ends with three lines and exit code 2, or with how to report a bug and exit code 1."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fenji.cli.failures import report, writing
from fenji.errors import DiskFull, DrawError, FenjiError, Issue, SchemeIssues
from fenji.language import Text
from tests.fenji.cli.shop import ROOT, fenji

MISUSED = {
    ("grad",): ("没有名为“grad”的命令", "是不是“grade”"),
    ("scheme", "shwo", "value"): ("没有名为“shwo”的命令", "是不是“show”"),
    ("grade", "--nope"): ("没有选项 --nope", "fenji grade --help"),
    ("import",): ("缺少 FILE", "fenji import --help"),
    ("template",): ("缺少 TABLE", "fenji template --help"),
    ("customers", "--limit", "many"): ("--limit 的值无法使用", "fenji customers --help"),
    ("grade", "--as-of", "soon"): ("“soon”不是日期", "2024-06-30"),
    ("grade", "--lang", "fr"): ("不支持语言“fr”", "zh 或 en"),
    ("export", "charts", "--format", "gif"): ("gif", "svg"),
}


@pytest.mark.parametrize("words", MISUSED)
def test_a_command_line_that_cannot_be_read_ends_with_three_lines_and_2(words: tuple[str, ...], tmp_path: Path) -> None:
    said = fenji(*words, cwd=tmp_path, lang="zh")
    problem, fix = MISUSED[words]
    assert (said.code, said.out) == (2, "")
    lines = said.err.splitlines()
    assert [line.partition("：")[0] for line in lines] == ["问题", "位置", "办法"]
    assert problem in lines[0]
    assert fix in lines[2]


def test_a_folder_that_is_no_workspace_ends_with_three_lines_and_2(tmp_path: Path) -> None:
    for words in (("grade",), ("customers",), ("runs", "--json"), ("check",), ("imports",)):
        said = fenji(*words, cwd=tmp_path)
        assert (said.code, said.out) == (2, "")
        assert [line.split(":")[0] for line in said.err.splitlines()] == ["problem", "where", "fix"]
        assert "fenji init" in said.err


def test_the_mistakes_of_a_scheme_are_a_list() -> None:
    issues = [
        Issue("error", f"s.yaml line {n}", Text("wrong", "错了"), Text("Mend it.", "请改正。")) for n in range(1, 11)
    ]
    err = io.StringIO()
    assert report(SchemeIssues("s.yaml", issues), "zh", err) == 2
    lines = err.getvalue().splitlines()
    assert len(lines) == 13
    assert lines[12] == "  10. [错误] s.yaml line 10: 错了。请改正。"


def test_words_in_an_error_cannot_command_the_terminal() -> None:
    err = io.StringIO()
    report(FenjiError("bad \x1b[2J", where="a\x1b]0;x\x07.csv", fix="do\r"), "en", err)
    assert "\x1b" not in err.getvalue()
    assert "\r" not in err.getvalue()


def test_a_bug_says_how_to_report_it_and_shows_its_trace_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    err = io.StringIO()
    assert report(KeyError("x"), "en", err) == 1
    assert "FENJI_DEBUG=1" in err.getvalue()
    assert "Traceback" not in err.getvalue()
    monkeypatch.setenv("FENJI_DEBUG", "1")
    report(KeyError("x"), "en", err)
    assert "KeyError" in err.getvalue()


def test_a_full_disk_and_a_forbidden_place_are_errors_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DiskFull), writing(tmp_path):
        raise OSError(28, "No space left on device")
    with pytest.raises(DrawError, match="--out"), writing(tmp_path):
        (tmp_path / "none" / "x").write_text("")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "fenji.cli.main", "--help", "--lang", "en"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        line, stdout=write, stderr=subprocess.PIPE, cwd=tmp_path, env={"PYTHONPATH": str(ROOT / "src")}, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_ends_with_2_and_says_that_nothing_changed(tmp_path: Path) -> None:
    (tmp_path / "waiter.py").write_text(
        "import time\n"
        "from fenji.cli.command import command\n"
        "from fenji.language import Text\n"
        "@command('wait', summary=Text('Wait.', '等。'), examples=(), keys=())\n"
        "def wait(terminal):\n"
        "    terminal.hint(Text('waiting', '等待'))\n"
        "    time.sleep(60)\n",
        "utf-8",
    )
    package = tmp_path / "waiter-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: waiter\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[fenji.commands]\nwait = waiter:wait\n")
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{tmp_path}", "LANG": "en_US.UTF-8"}
    line = [sys.executable, "-m", "fenji.cli.main", "wait"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as program:
        assert program.stderr is not None
        assert program.stderr.readline() == "waiting\n"
        time.sleep(0.2)
        program.send_signal(signal.SIGINT)
        rest = program.stderr.read()
    assert program.returncode == 2
    assert "Nothing was changed" in rest
    assert "Traceback" not in rest
