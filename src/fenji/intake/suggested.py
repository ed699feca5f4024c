"""Numbers in words get the digits that are probably meant, beside the problem; nothing is read by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.numbers import said_number

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

_MOST = 200  # so many different texts get a suggestion


def suggest_numbers(engine: Engine, problems: str) -> None:
    """Says beside every NUMBER_WORDS problem what it probably means: `1.2万 = 12000?`."""
    found = engine.rows(f"SELECT DISTINCT __detail AS d FROM {problems} WHERE __code = 'NUMBER_WORDS' LIMIT {_MOST}")
    for words in (row["d"] for row in found):
        value = said_number(words or "")
        told = f"{words} = {value}?" if value is not None else None
        engine.run(f"UPDATE {problems} SET __detail = ? WHERE __code = 'NUMBER_WORDS' AND __detail = ?", [told, words])
