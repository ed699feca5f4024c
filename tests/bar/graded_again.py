"""A shop graded in a process of its own, a digest a standard: `seed threads memory customers standards`."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from fenji.engines.digest import digest
from fenji.engines.duckdb import DuckDBEngine
from fenji.pipeline import run
from fenji.scheme.load import standard
from tests.sample_result import AS_OF, BEFORE, load, sample_tables

STANDARDS = ("value", "membership", "abcd", "hml")


def main() -> None:
    """One line a standard: its name, how many customers it graded, the digest of all of them."""
    seed, threads, memory, customers, standards = sys.argv[1:]
    rows = sample_tables(int(customers))
    if int(seed):
        for each in rows.values():
            random.Random(int(seed)).shuffle(each)
    with tempfile.TemporaryDirectory() as spill:
        given = {"memory_limit": memory, "threads": int(threads), "temp_directory": Path(spill)}
        with DuckDBEngine.in_memory(**given) as engine:
            load(engine, rows)
            tables = {name: engine.table(name) for name in rows}
            for name in STANDARDS[: int(standards)]:
                before = run(tables, standard(name), as_of=BEFORE, engine=engine)
                result = run(tables, before.scheme, as_of=AS_OF, engine=engine, previous=before)
                sealed = digest(engine.batches(f"SELECT * FROM {result.relation} ORDER BY customer_id"))
                print(name, result.run.customers, sealed)


if __name__ == "__main__":
    main()
