"""The impact assessment of a standard: drafted from what is known, whole, kept three years whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fenji.cli.main import run
from fenji.errors import WorkspaceError
from fenji.language import Language
from fenji.workspace.assessment import FOLDER, assess, draft, name_of, remove
from fenji.workspace.workspace import Workspace
from fenji.workspace.written_file import current, text_of, versions
from tests.fenji.workspace.test_workspace import JUNE, ORDERS, _file


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("assessed")
    with closing(Workspace.create(folder / "shop")) as workspace:
        workspace.import_file(_file(folder, "orders.csv", ORDERS), "orders")
        workspace.grade("value", as_of=JUNE)
        yield workspace


@pytest.mark.parametrize(("lang", "left"), [("zh", "由企业填写"), ("en", "To be filled in by the company")])
def test_it_has_every_part_and_says_what_only_the_company_knows(shop: Workspace, lang: Language, left: str) -> None:
    result = shop.result()
    said = draft(shop, result, lang)
    assert said.count("\n## ") == 7
    assert said.count(left) == 3
    assert result.run.id in said
    for tier in result.scheme.scheme.tiers:
        assert tier.name.say(lang) in said
    assert str(result.run.customers) in said


def test_what_was_filled_in_stays_a_version_when_it_is_drafted_again(shop: Workspace) -> None:
    result, name = shop.result(), name_of("value", 1)
    assess(shop, result, "en")
    filled = current(shop.folder, name).text + "\nWe need it for service.\n"
    (shop.folder / name).write_text(filled, "utf-8")
    newest = assess(shop, result, "en")
    assert newest.number == 3
    assert text_of(shop.folder, name, 2) == filled


def test_it_cannot_be_taken_away_before_three_years_and_can_be_after(shop: Workspace) -> None:
    name = name_of("value", 1)
    assess(shop, shop.result(), "zh")
    today = datetime.now(UTC).date()
    for day in (today, today + timedelta(days=364 * 3)):
        with pytest.raises(WorkspaceError, match="three years"):
            remove(shop.folder, name, by="li", today=day)
    assert current(shop.folder, name).text
    remove(shop.folder, name, by="li", today=today + timedelta(days=366 * 3))
    assert not current(shop.folder, name).text
    assert versions(shop.folder, name)[1].digest
    with pytest.raises(WorkspaceError, match="no assessment"):
        remove(shop.folder, name, by="li", today=date(2099, 1, 1))


def test_the_command_keeps_one_and_refuses_to_take_it_away(shop: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--workspace", str(shop.folder), "--lang", "en"]
    assert run(["privacy", "assess", *place]) == 0
    assert f"{FOLDER}/value-v1.md" in capsys.readouterr().out
    assert run(["privacy", "assess", "--remove", "value-v1", *place]) != 0
    assert "three years" in capsys.readouterr().err
    assert Path(shop.folder, name_of("value", 1)).is_file()
