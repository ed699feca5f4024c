"""Every number that is shown today, in order; a test that belongs to the suite anyway is named, not written again."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_LAKE, _WEB, _SHOPS = "tests/fenji/lake", "tests/fenji_web", "tests/properties/test_properties.py"

PROOFS = (
    Proof(
        6,
        "a lake file, its folder and its hash are on the disk before the catalog commits",
        (f"{_LAKE}/test_sync_order.py::test_every_new_file_and_its_folder_are_on_disk_before_the_catalog_commits",),
        Twin(
            "src/fenji/lake/commit.py",
            "                sync_file(folder)\n        except OSError",
            "                pass\n        except OSError",
        ),
        "read models and pictures, which can be written again from the lake",
    ),
    Proof(
        8,
        "every failpoint of a commit × exception, kill, full disk, I/O error, no memory: as before or as after",
        (f"{_LAKE}/test_crash.py",),
        Twin(
            "src/fenji/lake/lake.py",
            "                transaction.seal()\n",
            "                try:\n                    transaction.seal()\n"
            "                except Exception:\n                    pass\n",
        ),
        "failpoints outside the lake's commit",
    ),
    Proof(
        9,
        "an fsync that fails fails the write and is not tried again",
        (f"{_LAKE}/test_sync_order.py::test_an_fsync_that_fails_fails_the_write",),
        Twin(
            "src/fenji/lake/hashes.py",
            "        os.fsync(handle)\n",
            "        try:\n            os.fsync(handle)\n        except OSError:\n            os.fsync(handle)\n",
        ),
    ),
    Proof(
        11,
        "flipped bits, truncated, swapped, missing and empty files are found and named before an answer is given",
        (f"{_LAKE}/test_check.py",),
        Twin(
            "src/fenji/lake/check.py", "if found != seal or found.bytes", "if found.bytes != seal.bytes or found.bytes"
        ),
        "12 flips a run, not 500",
    ),
    Proof(
        14,
        "who writes at the same time waits or is told; of many who save one text at once, one is first",
        ("tests/fenji/workspace/test_written_file.py", f"{_LAKE}/test_lake.py"),
        Twin("src/fenji/lake/lock.py", "fcntl.LOCK_EX | fcntl.LOCK_NB", "fcntl.LOCK_SH | fcntl.LOCK_NB"),
        "8 processes × 250 writes",
    ),
    Proof(
        19,
        "a backup taken under writes comes back sound, grades identical; a damaged one is refused by the file's name",
        ("tests/fenji/workspace/test_backup.py",),
        Twin("src/fenji/workspace/backup.py", "        if _is_sqlite(source):\n", "        if False:\n"),
        "1 M customers in ten minutes; erased persons, until erasure is there",
    ),
    Proof(
        23,
        "the engine grades every customer of every generated shop as plain Python does",
        (f"{_SHOPS}::test_the_engine_grades_every_customer_as_plain_python_does",),
        Twin("src/fenji/metrics/period.py", "return column < self.end_value()", "return column <= self.end_value()"),
        "25 shops a run, not 5,000",
    ),
    Proof(
        25,
        "windows begin and end at local midnights, whatever the clocks do on that day",
        ("tests/fenji/metrics/test_periods.py",),
        Twin("src/fenji/metrics/period.py", "for fold in (0, 1))", "for fold in (1, 1))"),
    ),
    Proof(
        27,
        "the contributions of every customer sum to the stored score",
        ("tests/fenji/review/test_explain.py::test_every_customer_of_a_run_has_contributions_that_sum_to_the_score",),
        Twin(
            "src/fenji/explanation.py", "None if points is None else points * weight", "None if not weight else points"
        ),
        "a run of the tests' shop, not 1 M customers",
    ),
    Proof(
        45,
        "every view names a permission; every role finds its pages and no others",
        (f"{_WEB}/test_every_address.py",),
        Twin("src/fenji_web/accounts/access.py", "                raise Http404\n", "                pass\n"),
        "teams and regions, which are to come",
    ),
    Proof(
        52,
        "the product's own connection reads and writes nothing but its file",
        ("tests/fenji/engines/test_read_model.py",),
        Twin(
            "src/fenji/engines/duckdb.py",
            '_CLOSED = ("SET enable_external_access = false", "SET lock_configuration = true")',
            '_CLOSED = ("SET lock_configuration = true",)',
        ),
    ),
    Proof(
        54,
        "what looks like a formula or a link stays text in the workbook, also for LibreOffice",
        ("tests/fenji/workbook/test_file.py::test_what_looks_like_a_formula_or_link_or_number_stays_text",),
        Twin(
            "src/fenji/workbook/listing.py",
            "write_string(at, index, clean(value, lang)",
            "write_formula(at, index, clean(value, lang)",
        ),
    ),
    Proof(
        83,
        "a log line changed, removed, inserted, reordered, cut off or written anew is found; the database refuses",
        ("tests/fenji/workspace/test_chain.py", f"{_WEB}/audit/test_audit.py"),
        Twin(
            "src/fenji/workspace/chain.py",
            '    yield from (Break(number, "missing") for number in sorted(noted))\n',
            "",
        ),
        "1,000 edits; the reading of 1 M lines in ten seconds",
    ),
    Proof(
        103,
        "more rows are no more questions to the database",
        (f"{_WEB}/test_weight.py",),
        Twin("src/fenji_web/customers/queries.py", "PAGE = 50\n", "PAGE = 500\n"),
    ),
    Proof(
        106,
        "people take turns however much one of them asks, and one job runs at a time",
        (f"{_WEB}/runs/test_jobs.py",),
        Twin("src/fenji_web/runs/services.py", "(_stamp(last_turn.get(one.created_by_id)), ", "("),
    ),
    Proof(
        107,
        "each fault turns the right need of /readyz red while /healthz says that the process lives",
        (f"{_WEB}/health/test_health.py",),
        Twin("src/fenji_web/health/queries.py", "    return not is_stuck or Job", "    return True or Job"),
        "the age of the last look through all hashes; thirty seconds",
    ),
)
