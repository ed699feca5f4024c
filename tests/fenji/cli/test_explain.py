"""`fenji explain`, its letter, and standards side by side, as a person asks for them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented


@pytest.fixture(scope="module")
def desk(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shop that is graded by potential as well."""
    folder = tmp_path_factory.mktemp("several") / "shop"
    shutil.copytree(shop, folder)
    settings = folder / "fenji.yaml"
    settings.write_text(settings.read_text("utf-8").replace("other_schemes: []", "other_schemes: [potential]"), "utf-8")
    said = inside("grade", "--all", "--as-of", "2024-06-30", "--json", cwd=folder)
    assert said.code == 0, said.err
    assert [one["run"]["scheme"] for one in said.json["all"]] == ["value", "potential"]
    assert undocumented("grade", said.json) == set()
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "C002", "--by", "2024-09-30"),
        ("explain", "C002", "--letter"),
        ("matrix", "value", "potential", "--cell", "VIP,low"),
        ("customers", "--with", "potential"),
    ],
)
def test_json_holds_documented_keys_only_and_words_come_in_both_languages(words: tuple[str, ...], desk: Path) -> None:
    said = inside(*words, "--json", cwd=desk)
    assert said.code == 0, said.err
    assert undocumented(words[0], said.json) == set()
    english, chinese = (inside(*words, cwd=desk, lang=lang) for lang in ("en", "zh"))
    assert english.code == chinese.code == 0
    assert english.out != chinese.out
    assert "{" not in english.out + chinese.out


def test_what_would_change_a_grade_is_told_with_its_day(desk: Path) -> None:
    asked = (inside("explain", f"C00{n}", "--by", "2024-09-30", "--json", cwd=desk).json for n in (3, 4, 5, 2))
    told = next(one for one in asked if one["outlook"]["ways"])
    assert told["outlook"]["by"] == "2024-09-30"
    assert told["outlook"]["unknown"] is None
    (first, *_) = told["outlook"]["ways"]
    assert first["graded_on"] == "2024-09-30"
    assert first["count"] >= 1
    assert "2024-09-30" in " ".join(told["lines"])


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("explain", "C002", "--by", "2024-06-30"), "not within a year"),
        (("explain", "C002", "--by", "2026-01-01"), "not within a year"),
        (("explain", "C002", "--out", "letter.md"), "nothing to write"),
        (("explain", "C002", "--letter", "--out", "letter.pdf"), "no .pdf file"),
        (("explain", "C002", "--letter", "--out", "nowhere/letter.md"), "cannot be written"),
        (("matrix", "value", "potential", "--cell", "VIP"), "not a pair"),
        (("matrix", "value", "potential", "--cell", "VIP,hihg"), "hihg"),
        (("matrix", "value", "credit"), "nobody was graded by credit"),
        (("matrix", "value", "potental"), "potental"),
        (("customers", "--with", "credit"), "nobody was graded by credit"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(words: tuple[str, ...], problem: str, desk: Path) -> None:
    said = inside(*words, cwd=desk)
    assert said.code == 2
    assert problem in said.err
    assert "fix:" in said.err


def test_a_letter_is_written_in_the_language_and_form_asked_for(desk: Path, tmp_path: Path) -> None:
    for lang, title in (("en", "How your customer grade was decided"), ("zh", "您的客户等级是如何确定的")):
        for kind in ("md", "html"):
            file = tmp_path / f"letter.{lang}.{kind}"
            said = inside("explain", "C001", "--letter", "--out", file, cwd=desk, lang=lang)
            assert said.code == 0, said.err
            text = file.read_text("utf-8")
            assert title in text
            assert "13800138000" not in text
            assert ("<h1>" in text) == (kind == "html")
    page = inside("explain", "C002", "--letter", cwd=desk).out
    assert "\\[red\\]李\\[/red\\]娜" in page


def test_lists_and_explanations_show_the_primary_scheme(desk: Path) -> None:
    assert inside("customers", "--json", cwd=desk).json["run"]["scheme"] == "value"
    assert inside("explain", "C001", "--json", cwd=desk).json["run"]["scheme"] == "value"


def test_the_cells_of_a_matrix_hold_everybody(desk: Path) -> None:
    crossing = inside("matrix", "value", "potential", "--json", cwd=desk).json
    assert sum(cell["customers"] for cell in crossing["cells"]) == crossing["first"]["customers"]
    cell = next(cell for cell in crossing["cells"] if cell["customers"])
    pair = f"{cell['first']},{cell['second']}"
    found = inside("matrix", "value", "potential", "--cell", pair, "--json", cwd=desk).json["customers"]
    assert len(found) == cell["customers"]
