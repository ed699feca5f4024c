"""No line of the pages lies: sessions at the terminal and Python are run, pictures and links are there.

`python -m tests.test_docs` runs every page and writes what the commands answer now; lines with `...` stay short.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from fenji.cli.main import run
from fenji.language import Language
from fenji.workspace import demo

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAIRS = (("README.md", "README.zh-CN.md"), ("docs/tutorial.md", "docs/tutorial.zh-CN.md"))
FOLDERS = (DOCS / "how-to", DOCS / "real-data")
PAGES = [path for folder in FOLDERS for path in sorted(folder.glob("*.md"))]
SESSIONS = [path for path in PAGES if "```console" in path.read_text("utf-8")]
RUN = [*(name for pair in PAIRS for name in pair), *(path.relative_to(ROOT).as_posix() for path in SESSIONS)]
READ = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
NEEDS = {
    "docs/real-data/help-desk.md": "helpdesk.parquet",
    "docs/real-data/online-retail.md": "online_retail_1.parquet",
}
SHARED = Path(os.environ.get("FENJI_SHARED", ROOT.parent / "shared"))
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PICTURE_BYTES, PICTURES = 150_000, 40


@dataclass(frozen=True)
class Step:
    """One command of a page, what the page says it answers, and what it does answer."""

    command: str
    shown: str
    said: str


class Stream(io.StringIO):
    """What a person sees: answers and hints in the order they come."""

    encoding = "utf-8"


@pytest.mark.parametrize("name", RUN)
def test_a_page_says_what_really_happens(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_written", mark)
    if name in NEEDS and not bring(NEEDS[name], tmp_path):
        pytest.skip(f"{NEEDS[name]} is not among the data at hand")
    steps = list(walk((ROOT / name).read_text("utf-8"), tmp_path, "zh" if "zh-CN" in name else "en"))
    assert steps, "the page shows nothing that can be run"
    wrong = [f"$ {step.command}\n{step.said}" for step in steps if not is_like(step.shown, step.said)]
    assert not wrong, "\n".join([f"{name} shows something else than (python -m tests.test_docs mends it):", *wrong])


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_both_languages_show_the_same_commands(pair: tuple[str, str]) -> None:
    english, chinese = (commands((ROOT / name).read_text("utf-8")) for name in pair)
    assert english == chinese


@pytest.mark.parametrize("path", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_leads_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text("utf-8"))
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    assert [link for link in links if link and "://" not in link and not (path.parent / link).exists()] == []


def test_pictures_are_few_and_light_and_all_are_shown() -> None:
    pictures = sorted((DOCS / "pictures").iterdir())
    assert len(pictures) <= PICTURES
    assert [p.name for p in pictures if p.stat().st_size >= PICTURE_BYTES] == []
    pages = "".join(path.read_text("utf-8") for path in READ)
    assert [p.name for p in pictures if f"pictures/{p.name}" not in pages] == []


@pytest.mark.parametrize(
    ("shown", "said", "is_same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a ... c", "a b c", True),
        ("a ... c", "a b\nc", False),
        ("", "a", False),
        ("a\n...", "b\na", False),
    ],
)
def test_three_points_stand_for_what_is_left_out(shown: str, said: str, *, is_same: bool) -> None:
    assert is_like(shown, said) is is_same


def bring(file: str, folder: Path) -> bool:
    """Puts a file of real data that is not part of the project beside the page's own; False where it is not at hand."""
    there = SHARED / "data" / file
    if there.is_file():
        shutil.copy(there, folder / file)
    return there.is_file()


def mark(workspace: object, result: object, folder: Path, lang: Language, say: object) -> list[Path]:
    """Stands in for the demo's files, which other tests write: the figures are real, drawing them takes minutes."""
    del workspace, result, lang, say
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workbook.xlsx").touch()
    return [folder / "workbook.xlsx"]


def walk(page: str, folder: Path, lang: Language) -> Iterator[Step]:
    """Does what a page says from top to bottom: files written, commands and Python run, all in one folder."""
    names: dict[str, Any] = {"__name__": "__main__"}
    place = folder
    for info, body in FENCE.findall(page):
        kind, _, file = info.partition(" ")
        if file:
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_text(body, "utf-8")
        elif kind == "python":
            with chdir(place):
                yield from _python(body, names)
        elif kind == "console":
            for command, shown in session(body):
                if command.startswith("cd "):
                    place = (place / command.removeprefix("cd ")).resolve()
                else:
                    yield Step(command, shown, said=_said(command, place, lang))


def session(body: str) -> Iterator[tuple[str, str]]:
    """Each command after `$ `, with the lines below it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def commands(page: str) -> list[str]:
    """Every command of a page, in order, without the words people choose."""
    found = [command for info, body in FENCE.findall(page) if info == "console" for command, _ in session(body)]
    return [re.sub(r"[^\x00-\x7f]+", "…", command) for command in found]


def is_like(shown: str, said: str) -> bool:
    """Whether the lines are the same; a line `...` stands for any lines, `...` within one for any text."""
    lines = [line.rstrip() for line in said.strip("\n").splitlines()]
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line.strip() == "..." else ".*?".join(map(re.escape, line.rstrip().split("..."))) + r"\n"
        for line in shown.strip("\n").splitlines()
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def _said(command: str, place: Path, lang: Language) -> str:
    locale = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[lang]
    seen = Stream()
    given = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": locale, "COLUMNS": "100", "NO_COLOR": "1"}
    with mock.patch.dict(os.environ, given), chdir(place):
        if not command.startswith("fenji "):
            return subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=True).stdout
        with redirect_stdout(seen), redirect_stderr(seen):
            code = run(_words(command))
    assert code != 1, seen.getvalue()
    return seen.getvalue()


def _words(command: str) -> Sequence[str]:
    return shlex.split(command, comments=True)[1:]


def _python(body: str, names: dict[str, Any]) -> Iterator[Step]:
    if ">>> " not in body:
        exec(compile(body, "page", "exec"), names)  # the page's own lines
        return
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    report = io.StringIO()
    example = doctest.DocTestParser().get_doctest(body, names, "page", None, None)
    failed = runner.run(example, out=report.write, clear_globs=False).failed
    names.update(example.globs)
    yield Step("python", "", report.getvalue() if failed else "")


def anew(page: str, steps: Iterator[Step]) -> str:
    """The page with what its commands answer now; a session shortened by `...` keeps its shape, line by line."""

    def block(found: re.Match[str]) -> str:
        if found[1] != "console":
            return found[0]
        parts = []
        for command, shown in session(found[2]):
            step = None if command.startswith("cd ") else next(steps)
            parts += [f"$ {command}", *([] if step is None else _kept(shown.rstrip("\n"), step.said))]
        return "\n".join(["```console", *parts, "```"])

    return FENCE.sub(block, page)


def _kept(shown: str, said: str) -> list[str]:
    now = [line.rstrip() for line in said.strip("\n").splitlines()]
    if is_like(shown, said):
        return shown.splitlines()
    if "..." not in shown:
        return now
    return [
        line if "..." in line else (get_close_matches(line, now, 1, 0.3) or [line])[0] for line in shown.splitlines()
    ]


def main(names: Sequence[str]) -> None:
    """Writes the pages anew."""
    demo._written = mark
    for name in names or RUN:
        path = ROOT / name
        with tempfile.TemporaryDirectory() as folder:
            if name in NEEDS and not bring(NEEDS[name], Path(folder)):
                continue
            steps = list(walk(path.read_text("utf-8"), Path(folder), "zh" if "zh-CN" in name else "en"))
        for step in steps:
            if step.command == "python" and step.said:
                sys.stdout.write(f"{name}: {step.said}\n")
        text = anew(path.read_text("utf-8"), iter([step for step in steps if step.command != "python"]))
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
