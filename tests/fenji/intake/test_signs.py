"""What the reader saw spares questions and changes no answer; a large file in two parts is the file."""

from __future__ import annotations

import os
import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.errors import FenjiError
from fenji.intake import parts
from fenji.intake.byte_facts import byte_facts, is_utf8
from fenji.intake.known import Known
from fenji.intake.signs import Signs, signs_of, together
from tests.fenji.intake.conftest import Shop, conserved
from tests.fenji.intake.test_conservation import as_csv

HEADER = ["order_id", "customer_id", "ordered_at", "amount", "currency", "status", "channel", "mobile"]
IDS = st.sampled_from(
    ["A1", "A2", "a1 ", "7.0", "8.0", "合计", "Total", "1.38E+10", "示例 EXAMPLE", "#N/A", "11010119900307123x"]
)
DAYS = st.sampled_from(
    ["2024-01-01", "2024-1-2 10:00", "2024-01-01T05:00:00-0500", "2024-01-05 1:00-05:00", "2024/3/4", ""]
)
MONEY = st.sampled_from(["5", "5.005", "1_000", "¥3", "", "null", "-", "1,5"])
WORDS = st.sampled_from(["CNY", "rmb", "元", "天猫", "无", "-", "None", "138****8000", "张**", " x", "é", "ａ", ""])
STATES = st.sampled_from(["交易成功", "退款成功", "交易关闭", ""])
ROWS = st.lists(st.tuples(IDS, WORDS, DAYS, MONEY, WORDS, STATES, WORDS, WORDS), min_size=1, max_size=8)


def outcome(rows: list[tuple[str, ...]]) -> object:
    """Everything that an import does and says, but for its moment."""
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        try:
            report = shop.bring(as_csv([list(row) for row in rows], HEADER), negative_amount="refund")
            assert conserved(report)
            counts = (report.accepted, report.rejected, report.duplicates_skipped, report.blank)
            orders = shop.rows("SELECT * EXCLUDE (import_id) FROM lake.main.orders ORDER BY ALL")
            return counts, [(one.code, one.problem) for one in report.findings], orders
        except FenjiError as error:
            return type(error), str(error)
        finally:
            shop.lake.close()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_an_import_is_the_same_whether_or_not_the_reader_looked(rows: list[tuple[str, ...]]) -> None:
    seen = outcome(rows)
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(Known, "__init__", lambda self, cells, signs, rows: vars(self).update(signs={}, _rows=rows))
        assert outcome(rows) == seen


@settings(deadline=None)
@given(cells=st.lists(st.text(max_size=5), min_size=1), cut=st.integers(0, 30))
def test_signs_are_true_of_every_cell_however_the_column_is_cut(cells: list[str], cut: int) -> None:
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    batches = [pa.array(part, pa.string()) for part in (cells[:cut], cells[cut:]) if part]
    found = None
    for batch in batches:
        found = signs_of(batch, found)
    assert found is not None
    filled = [cell.encode() for cell in cells if cell]
    assert found.letters == bytes(sorted(set(b"".join(filled))))
    assert found.filled == len(filled)
    assert (found.shortest, found.longest) == (min(map(len, filled), default=0), max(map(len, filled), default=0))
    assert found.has_edges == any(cell.startswith(b" ") or cell.endswith(b" ") for cell in filled)
    assert found.dashes == sum(cell.count(b"-") for cell in filled)
    assert not found.rises or all(one < two for one, two in pairwise(cells))
    apart = together([[signs_of(batch, None)] for batch in batches])
    assert Signs.from_json(apart[0].to_json()) == apart[0]
    assert vars(apart[0]) | {"first": "", "last": ""} == vars(found) | {"first": "", "last": ""}


@settings(deadline=None)
@given(
    words=st.text(alphabet='ab"\n\r\t\x07\x7f?é张锟斤拷烫屯Ã©', max_size=40),
    bad=st.binary(max_size=3),
    size=st.integers(1, 9),
    large=st.integers(2, 50),
)
def test_bytes_are_counted_alike_in_pieces_of_any_size(words: str, bad: bytes, size: int, large: int) -> None:
    content = words.encode() + bad
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as small:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        small.setattr("fenji.intake.byte_facts._PIECE", size)
        small.setattr("fenji.intake.byte_facts._LARGE", large)
        found = byte_facts(path)
        if content:
            try:
                content.decode()
                assert is_utf8(path)
            except UnicodeDecodeError:
                assert not is_utf8(path)
    assert (found.quotes, found.nuls, found.newlines, found.size) == (
        content.count(b'"'), content.count(0), content.count(b"\n"), len(content),
    )  # fmt: skip
    assert found.ends_by_newline == (content.replace(b"\r\n", b"").count(b"\r") == 0)
    assert found.has_controls == any((byte < 32 and byte not in b"\t\n\r") or byte == 127 for byte in content)
    if "锟斤拷" in words or "????" in words:
        assert found.looks_garbled


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="a file is read in two parts where there are two cores")
def test_a_large_file_is_read_in_two_parts_and_every_row_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_WORTH_IT", 100)
    chance = random.Random(1)
    rows = [f"A{n},C{n % 5},2024-01-01,{n}{',x' * (chance.random() < 0.1)}" for n in range(500)]
    path = shop.file("order_id,customer_id,ordered_at,amount\n" + "\n".join(rows) + "\n\n")
    (one, two) = parts.parts_of(path, first=2, lines=1, can_part=True)
    lines = path.read_bytes().splitlines()
    assert (one.start, one.end, two.end) == (0, two.start, path.stat().st_size)
    assert path.read_bytes()[two.start :].splitlines()[0] == lines[two.lines]
    assert two.first == two.lines + 1
    assert parts.parts_of(path, first=2, lines=1, can_part=False)[0].end == two.end
