"""Bad inputs whose danger lies in words that programs obey, and JSON that is none: rows 73, 76, 77 and 114."""

from __future__ import annotations

from tests.bad_inputs.cell_case import CellCase, Wrong, names

NAME = "SELECT name FROM lake.main.customers"
GOOD = '{"order_id": "A1", "customer_id": "C1", "ordered_at": "2024-01-05", "amount": 5}\n'
HEAD = '{"order_id": "A2", "customer_id": "C1", "ordered_at": "2024-01-05", "amount": '


def verbatim(number: int, words: str) -> CellCase:
    """A name that is kept to the letter."""
    return CellCase(number, words, names(words), table="customers", ask=NAME, rows=((words,),))


def not_json(name: str, line: str) -> CellCase:
    """A line that is no object is rejected as a whole; the line before it comes in."""
    return CellCase(114, name, GOOD + line, "R", file_name="words.jsonl", wrong=(Wrong("NOT_JSON", 2),))


def no_amount(words: str, code: str) -> CellCase:
    """A number that JSON's own readers take for one, and that is none."""
    line = f"{HEAD}{words}}}\n"
    return CellCase(
        114, words, GOOD + line, "R", file_name="words.jsonl", wrong=(Wrong(code, 2, "D", "amount", words),)
    )  # fmt: skip


WORDS = (
    verbatim(73, "<img src=x onerror=alert(1)>"),
    verbatim(76, "'); DROP TABLE customers;--"),
    *(verbatim(77, words) for words in ("{{7*7}}", "${7*7}", "{0.__class__}", "%s%s%n")),
    no_amount("NaN", "NOT_A_NUMBER"),
    no_amount("1e999", "RANGE"),
    not_json("a key twice", f'{HEAD}5, "amount": 6}}\n'),
    not_json("10,000 deep", f"{HEAD}{'[' * 10_000}{']' * 10_000}}}\n"),
    not_json("half of a pair of surrogates", f'{HEAD}"\\ud800"}}\n'),
)
