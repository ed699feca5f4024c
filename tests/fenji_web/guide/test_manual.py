"""The manual: a section for every entry of the sidebar, whose words are those of the interface, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from fenji_web.config.apps import OURS
from fenji_web.guide.pages.manual import Section, sections, written
from fenji_web.guide.pages.wording import keys_of
from fenji_web.library import Text
from fenji_web.ui.frame import ENTRIES
from fenji_web.ui.words import words

LANGUAGES = ("zh", "en")


def lines_of(section: Section) -> list[Text]:
    """Everything a section says."""
    said = [section.about, *(line for part in section.parts for line in (part.heading, *part.lines))]
    return [Text(one.en, one.zh) for one in said]


@pytest.mark.parametrize("entry", [one for one in ENTRIES if f"fenji_web.{one.app}" in OURS], ids=lambda one: one.key)
def test_every_entry_of_the_sidebar_has_a_section_under_the_same_name_that_leads_there(entry: object) -> None:
    section = next(one for one in written() if one.key == entry.key)  # type: ignore[attr-defined]
    assert words(section.title) == entry.label  # type: ignore[attr-defined]
    assert section.address == entry.path  # type: ignore[attr-defined]


@pytest.mark.parametrize("section", written(), ids=lambda one: one.key)
def test_what_a_section_quotes_stands_in_the_interface_in_both_languages(section: Section) -> None:
    assert words(section.title)
    for text in lines_of(section):
        assert keys_of(Text(text.en, text.en)) == keys_of(Text(text.zh, text.zh)), text.en
        for key in keys_of(text):
            assert words(key), text.en


@pytest.mark.parametrize("section", written(), ids=lambda one: one.key)
def test_a_section_is_written_in_both_languages(section: Section) -> None:
    for text in lines_of(section):
        assert re.search(r"[A-Za-z]{2}", text.en)
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert re.search(r"[\u4e00-\u9fff]", text.zh)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_every_section_and_its_contents(client_as: Callable[..., Client], lang: str) -> None:
    page = client_as("viewer", lang=lang).get("/guide/manual/").content.decode()
    for one in sections(lang):  # type: ignore[arg-type]
        assert f'<section class="manual-section" id="{one["key"]}">' in page
        assert f'<a href="#{one["key"]}">' in page
    assert "[[" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_the_sidebar_is_shown_in_a_picture(lang: str) -> None:
    lacking = [one["key"] for one in sections(lang) if one["address"] and not one["picture"]]  # type: ignore[arg-type]
    assert lacking == []
