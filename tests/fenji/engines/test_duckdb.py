"""The DuckDB engine: answers, streams, threads, errors."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import Engine
from fenji.errors import Cancelled, DiskFull, EngineError

LONG = "SELECT sum(a.i * b.i) AS n FROM range(1000000) a(i), range(1000000) b(i)"


@pytest.fixture
def engine():
    with DuckDBEngine.in_memory(threads=2) as made:
        yield made


def test_rows_are_dictionaries_of_exact_values(engine):
    sql = "SELECT 1.10::DECIMAL(18,2) AS money, DATE '2024-02-29' AS day, TIMESTAMP '2024-01-01 12:00' AS at, NULL AS x"
    expected = {"money": Decimal("1.10"), "day": date(2024, 2, 29), "at": datetime(2024, 1, 1, 12), "x": None}
    assert engine.rows(sql) == [expected]


def test_parameters_may_be_a_list_or_named(engine):
    assert engine.rows("SELECT ? AS a, ? AS b", [1, "it's"]) == [{"a": 1, "b": "it's"}]
    assert engine.rows("SELECT $a AS a", {"a": Decimal("2.5")}) == [{"a": Decimal("2.5")}]


def test_the_time_zone_is_utc_on_every_cursor(engine):
    for one in (engine, engine.cursor(), engine.cursor().cursor()):
        assert one.rows("SELECT current_setting('TimeZone') AS zone") == [{"zone": "UTC"}]


def test_a_registered_table_is_copied_and_seen_by_every_cursor(engine):
    engine.register("orders", pa.table({"n": [1, 2]}))
    engine.register("orders", pa.table({"n": [3]}))
    assert engine.cursor().rows("SELECT n FROM orders") == [{"n": 3}]


def test_an_arrow_stream_can_be_registered(engine):
    batches = [pa.record_batch({"n": [1, 2]}), pa.record_batch({"n": [3]})]
    engine.register("stream", pa.RecordBatchReader.from_batches(batches[0].schema, batches))
    assert engine.rows("SELECT sum(n) AS n FROM stream") == [{"n": 6}]


def test_a_python_variable_is_never_taken_for_a_table(engine):
    secret = pa.table({"n": [1]})
    assert secret.num_rows == 1
    with pytest.raises(duckdb.CatalogException):
        engine.rows("SELECT * FROM secret")


def test_ibis_compiles_and_runs_on_the_same_connection(engine):
    engine.register("orders", pa.table({"customer": ["a", "a", "b"], "n": [1, 2, 3]}))
    orders = engine.ibis.table("orders")
    expr = orders.group_by("customer").aggregate(n=orders.n.sum()).order_by(ibis.desc("n"), "customer")
    assert engine.rows(engine.compile(expr)) == [{"customer": "a", "n": 3}, {"customer": "b", "n": 3}]


def test_a_stream_is_whole_although_other_questions_are_asked_in_between(engine):
    total = 0
    for batch in engine.batches("SELECT i FROM range(50000) t(i)", size=1_000):
        assert batch.num_rows <= 2_048
        total += batch.num_rows
        assert engine.rows("SELECT 1 AS one") == [{"one": 1}]
    assert total == 50_000


def test_a_stream_inside_a_transaction_is_refused_rather_than_cut_short(engine):
    engine.begin()
    stream = engine.batches("SELECT i FROM range(50000) t(i)", size=1_000)
    next(stream)
    engine.rows("SELECT 1")
    with pytest.raises(RuntimeError, match="another statement"):
        list(stream)


def test_a_stream_does_not_hold_all_rows(engine):
    before = pa.total_allocated_bytes()
    stream = engine.batches("SELECT i, repeat('x', 200) AS words FROM range(2000000) t(i)", size=10_000)
    peak = max(pa.total_allocated_bytes() - before for _ in stream)
    assert peak < 50_000_000


def test_eight_threads_with_a_cursor_each_all_get_the_right_sum(engine):
    engine.register("numbers", pa.table({"n": list(range(10_000))}))

    def ask(k: int) -> int:
        with engine.cursor() as own:
            numbers = own.ibis.table("numbers")
            sql = own.compile(numbers.filter(numbers.n >= k).aggregate(s=numbers.n.sum()))
            return sum(own.rows(sql)[0]["s"] for _ in range(20))

    with ThreadPoolExecutor(8) as pool:
        sums = list(pool.map(ask, range(8)))
    assert sums == [20 * sum(range(k, 10_000)) for k in range(8)]


def test_interrupt_from_another_thread_ends_the_query_as_cancelled(engine):
    timer = threading.Timer(0.3, engine.interrupt)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        engine.rows(LONG)
    assert time.monotonic() - began < 5
    assert engine.rows("SELECT 1 AS one") == [{"one": 1}]


def test_interrupt_reaches_a_stream_too(engine):
    timer = threading.Timer(0.3, engine.interrupt)
    timer.start()
    with pytest.raises(Cancelled):
        list(engine.batches(LONG))


def test_ctrl_c_ends_the_query_as_cancelled(engine):
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(Cancelled) as caught:
        engine.rows(LONG)
    assert "已取消" in caught.value.say("zh")
    began = time.monotonic()
    engine.close()  # waits for the query's threads
    assert time.monotonic() - began < 5


def test_too_little_memory_is_said_in_both_languages():
    with DuckDBEngine.in_memory(memory_limit="20MB", threads=1) as small, pytest.raises(EngineError) as caught:
        small.rows("SELECT list(i) AS l FROM range(10000000) t(i)")
    assert "memory" in caught.value.say("en")
    assert "内存" in caught.value.say("zh")


def test_what_outgrows_memory_spills_into_the_given_folder(tmp_path):
    with DuckDBEngine.in_memory(memory_limit="60MB", threads=1, temp_directory=tmp_path / "spill") as small:
        answer = small.rows("SELECT i FROM range(5000000) t(i) ORDER BY hash(i) DESC LIMIT 1 OFFSET 4999999")
    assert len(answer) == 1


def test_a_query_the_program_wrote_wrongly_stays_a_bug(engine):
    with pytest.raises(duckdb.ParserException):
        engine.rows("SELEC 1")
    with pytest.raises(duckdb.BinderException):
        engine.rows("SELECT nothing")


def test_a_value_that_does_not_fit_is_an_engine_error(engine):
    with pytest.raises(EngineError) as caught:
        engine.rows("SELECT 'x'::INTEGER")
    assert "查询未能完成" in caught.value.say("zh")


def test_a_full_disk_is_disk_full(engine):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with pytest.raises(DiskFull):
        engine.run("COPY (SELECT i FROM range(100000) t(i)) TO '/dev/full' (FORMAT csv, USE_TMP_FILE false)")


def test_the_engine_is_an_engine(engine):
    typed: Engine = engine
    assert typed.name == "duckdb"
