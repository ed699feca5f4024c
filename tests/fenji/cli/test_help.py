"""Help in both languages: quick, complete, within 80 columns, with examples."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from fenji.cli.command import COMMANDS
from fenji.cli.reference import reference
from tests.fenji.cli.shop import ROOT, fenji

NAMES = sorted(COMMANDS.all())
HEAVY = ("ibis", "duckdb", "altair", "pydantic", "pyarrow", "numpy", "rich", "vl_convert", "xlsxwriter")


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_help_lists_every_command_in_both_languages(tmp_path: Path) -> None:
    for lang, title in (("zh", "命令："), ("en", "Commands:")):
        said = fenji("--help", cwd=tmp_path, lang=lang)
        assert said.code == 0
        assert title in said.out
        assert all(f"\n  {name.split()[0]} " in said.out for name in NAMES)


def test_fenji_without_a_command_shows_its_help(tmp_path: Path) -> None:
    said = fenji(cwd=tmp_path)
    assert (said.code, said.out) == (0, fenji("--help", cwd=tmp_path).out)


@pytest.mark.parametrize("name", NAMES)
def test_a_command_has_words_and_an_example_in_both_languages(name: str) -> None:
    command = COMMANDS.get(name)
    assert command.examples
    assert all(example.line.startswith(f"fenji {name}") for example in command.examples)
    texts = [command.summary, *(option.meaning for option in command.options()), *(key.meaning for key in command.keys)]
    assert all(text.en and text.zh and text.en != text.zh for text in texts)


def test_help_of_every_command_shows_the_example_and_fits_80_columns(tmp_path: Path) -> None:
    for name in ("import", "customers", "export charts"):
        for lang in ("zh", "en"):
            said = fenji(*name.split(), "--help", cwd=tmp_path, lang=lang)
            assert said.code == 0
            examples = [example.line for example in COMMANDS.get(name).examples]
            assert all(f"  {line}\n" in said.out for line in examples)
            wide = [line for line in said.out.splitlines() if columns(line) > 80 and line.strip() not in examples]
            assert wide == []


def test_help_speaks_the_language_asked_for_wherever_it_stands(tmp_path: Path) -> None:
    for words in (("--lang", "zh", "grade", "--help"), ("grade", "--help", "--lang=zh"), ("scheme", "--lang", "zh")):
        assert "用法：" in fenji(*words, cwd=tmp_path, lang="en").out


def test_the_c_locale_speaks_chinese_and_hints_on_stderr(tmp_path: Path) -> None:
    for environment in ({}, {"LC_ALL": "POSIX"}, {"LANG": "C.UTF-8"}, {"LANG": ""}):
        said = fenji("--help", cwd=tmp_path, lang=None, **environment)
        assert "用法：" in said.out
        assert "--lang en" in said.err
    assert fenji("--help", cwd=tmp_path, lang="zh").err == ""
    assert fenji("--help", "--lang", "zh", cwd=tmp_path, lang=None).err == ""


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, json; from fenji.cli.main import run; code = run(sys.argv[1:]);"
        f"sys.stderr.write(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    for words in (["--help"], ["grade", "--help"], ["--version"]):
        line = [sys.executable, "-c", code, "--lang", "en", *words]
        done = subprocess.run(line, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=True)
        assert json.loads(done.stderr) == []


def test_the_reference_page_is_current() -> None:
    page = ROOT / "docs" / "reference" / "cli.md"
    assert page.read_text("utf-8") == reference(), "write it anew: python -m fenji.cli.reference docs/reference/cli.md"


def test_a_command_of_another_package_is_named_without_loading_and_loaded_when_called(tmp_path: Path) -> None:
    (tmp_path / "greeter.py").write_text(
        "from fenji.cli.command import command\n"
        "from fenji.cli.terminal import Answer\n"
        "from fenji.language import Text\n"
        "print('LOADED')\n"
        "@command('greet', summary=Text('Greet.', '问好。'), examples=(), keys=())\n"
        "def greet(terminal):\n"
        "    return Answer({'hello': 'you'}, lambda: terminal.write('hello'))\n",
        "utf-8",
    )
    package = tmp_path / "greeter-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[fenji.commands]\ngreet = greeter:greet\n")
    path = f"{ROOT / 'src'}:{tmp_path}"
    listed = fenji("--help", cwd=tmp_path, PYTHONPATH=path)
    assert "greet" in listed.out
    assert "LOADED" not in listed.out
    assert fenji("greet", "--json", cwd=tmp_path, PYTHONPATH=path).out.endswith('{\n  "hello": "you"\n}\n')
