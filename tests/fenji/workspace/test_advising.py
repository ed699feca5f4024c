"""The playbook in force follows what the workspace knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.advice.playbook import PLAYBOOK_FILE, SHIPPED, Known
from fenji.workspace import advising


def test_a_tier_that_is_graded_later_is_known_without_touching_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / PLAYBOOK_FILE).write_text("tiers: {gold: {zh: 致电, en: Call}}\n", "utf-8")
    book, wrong = advising.playbook_in(tmp_path)
    assert book is SHIPPED
    assert wrong is not None
    monkeypatch.setattr(advising, "known_in", lambda _: Known(("gold",)))
    assert advising.playbook_in(tmp_path)[1] is None
