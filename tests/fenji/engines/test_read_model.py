"""The read-model connection: it reads its own file, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import FenjiError, LakeError

ESCAPES = {
    "write a file": "COPY (SELECT 1) TO '{folder}/out.csv'",
    "write a parquet file": "COPY customers TO '{folder}/out.parquet'",
    "export the database": "EXPORT DATABASE '{folder}/out'",
    "attach another database": "ATTACH '{folder}/other.duckdb' AS other",
    "attach its own file for writing": "ATTACH '{folder}/run.duckdb' AS again (READ_WRITE)",
    "read a system file as csv": "SELECT * FROM read_csv('/etc/passwd')",
    "read a system file by name": "SELECT * FROM '/etc/passwd'",
    "read text": "SELECT * FROM read_text('/etc/passwd')",
    "read bytes beside it": "SELECT * FROM read_blob('{folder}/secret.txt')",
    "read parquet beside it": "SELECT * FROM read_parquet('{folder}/secret.parquet')",
    "list folders": "SELECT * FROM glob('/*')",
    "install an extension": "INSTALL httpfs",
    "load an extension": "LOAD sqlite_scanner",
    "load an extension by path": "LOAD '{folder}/x.duckdb_extension'",
    "change a setting": "SET memory_limit = '8GB'",
    "open the door again": "SET enable_external_access = true",
    "allow a folder": "SET allowed_directories = ['/']",
    "unlock": "SET lock_configuration = false",
    "reset a setting": "RESET memory_limit",
    "write a profile": "PRAGMA profiling_output = '{folder}/profile.json'",
    "keep a secret": "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "make a table": "CREATE TABLE t AS SELECT 1 AS n",
    "change rows": "DELETE FROM customers",
    "ask the network": "SELECT * FROM read_csv('https://example.com/x.csv')",
}


@pytest.fixture
def folder(tmp_path):
    with duckdb.connect(str(tmp_path / "run.duckdb")) as writer:
        writer.execute("CREATE TABLE customers AS SELECT i AS n FROM range(3) t(i)")
    (tmp_path / "secret.txt").write_text("secret")
    duckdb.sql("SELECT 1 AS n").write_parquet(str(tmp_path / "secret.parquet"))
    return tmp_path


@pytest.fixture
def model(folder):
    with DuckDBEngine.read_model(folder / "run.duckdb") as made:
        yield made


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_read_model_cannot(escape, model, folder):
    before = {path.name for path in folder.iterdir()}
    with pytest.raises((FenjiError, duckdb.Error)):
        model.run(ESCAPES[escape].format(folder=folder))
    with pytest.raises((FenjiError, duckdb.Error)), model.cursor() as own:
        own.run(ESCAPES[escape].format(folder=folder))
    assert {path.name for path in folder.iterdir()} == before


def test_the_escapes_do_work_on_an_unlocked_connection_so_that_the_test_can_fail(folder):
    with DuckDBEngine.in_memory() as open_engine:
        open_engine.run(ESCAPES["write a file"].format(folder=folder))
        assert open_engine.rows(ESCAPES["read bytes beside it"].format(folder=folder))
    assert (folder / "out.csv").is_file()


def test_no_extension_of_the_lake_is_loaded(model):
    known = {row["f"] for row in model.rows("SELECT DISTINCT function_name AS f FROM duckdb_functions()")}
    assert "sum" in known
    assert not known & {"sqlite_scan", "sqlite_query", "ducklake_snapshots"}


def test_a_read_model_opened_twice_answers_twice(model, folder):
    with DuckDBEngine.read_model(folder / "run.duckdb") as again:
        assert again.rows("SELECT count(*) AS n FROM customers") == [{"n": 3}]
        assert again.rows("SELECT current_setting('TimeZone') AS zone") == [{"zone": "UTC"}]
    assert model.rows("SELECT count(*) AS n FROM customers") == [{"n": 3}]


def test_a_small_table_of_rights_can_be_joined(model):
    model.register("mine", pa.table({"n": [1, 2]}))
    assert model.rows("SELECT count(*) AS n FROM customers JOIN mine USING (n)") == [{"n": 2}]


def test_many_threads_read_at_once(model):
    def ask(_: int) -> int:
        with model.cursor() as own:
            customers = own.ibis.table("customers")
            return own.rows(own.compile(customers.aggregate(s=customers.n.sum())))[0]["s"]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(64))) == {3}


def test_a_missing_read_model_is_said(tmp_path):
    with pytest.raises(LakeError) as caught:
        DuckDBEngine.read_model(tmp_path / "none.duckdb")
    assert "重新评级" in caught.value.say("zh")
