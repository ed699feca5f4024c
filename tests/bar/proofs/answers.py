"""Right answers, always the same."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_ANSWERS = "tests/bar/test_answers.py"
_SHOPS = "tests/properties/test_properties.py"

PROOFS: tuple[Proof, ...] = (
    Proof(
        21,
        "threads, memory, the order of rows and the seed of hashes change no byte of a result",
        (f"{_ANSWERS}::test_threads_memory_the_order_of_rows_and_the_seed_of_hashes_change_no_byte",),
        Twin(
            "src/fenji/metrics/money.py",
            "orders.amount.sum(where=is_net_money(orders, period)).fill_null(0)",
            "orders.amount.first(where=is_net_money(orders, period)).fill_null(0)",
        ),
    ),
    Proof(
        22,
        "every run that is kept, one after a person's word among them, is graded again from its snapshot to the byte",
        (f"{_ANSWERS}::test_every_run_that_is_kept_is_graded_again_to_the_byte",),
        Twin(
            "src/fenji/metrics/recency.py",
            'return period.last_day_value().delta(last_ordered_on(orders, period), unit="day")',
            'return __import__("ibis").now().delta(last_ordered_on(orders, period).cast("timestamp"), unit="second")',
        ),
    ),
    Proof(
        23,
        "the engine grades every customer of every generated shop as plain Python does",
        (f"{_SHOPS}::test_the_engine_grades_every_customer_as_plain_python_does",),
        Twin("src/fenji/metrics/period.py", "return column < self.end_value()", "return column <= self.end_value()"),
    ),
    Proof(
        24,
        "the order and files of rows, strangers, another day and another unit of money change grades as foretold",
        (
            f"{_SHOPS}::test_the_order_of_rows_the_threads_and_the_memory_change_nothing",
            f"{_SHOPS}::test_however_orders_are_split_into_files_the_grades_are_those_of_plain_python",
            f"{_SHOPS}::test_unrelated_customers_change_no_grade_by_rules",
            f"{_SHOPS}::test_shifting_all_dates_shifts_the_answer",
            f"{_SHOPS}::test_another_unit_of_money_changes_no_grade_where_the_borders_are_in_that_unit_too",
        ),
        Twin(
            "src/fenji/scores/total.py",
            "one.scorer.points(measured[one.column], one.learned)",
            "one.scorer.points(measured[one.column] + measured[one.column].count().over(), one.learned)",
        ),
    ),
    Proof(
        25,
        "windows begin and end at local midnights, whatever the clocks do on that day",
        ("tests/fenji/metrics/test_periods.py",),
        Twin("src/fenji/metrics/period.py", "for fold in (0, 1))", "for fold in (1, 1))"),
    ),
    Proof(
        26,
        "money from file to metric is what plain decimals say, rounded HALF_UP; no column of it is floating point",
        (
            f"{_ANSWERS}::test_money_is_what_plain_decimals_say_to_the_cent_however_many_orders",
            f"{_ANSWERS}::test_money_passes_through_no_column_of_floating_point",
        ),
        Twin(
            "src/fenji/metrics/money.py",
            "orders.amount.sum(where=is_net_money(orders, period)).fill_null(0)",
            'orders.amount.cast("float32").sum(where=is_net_money(orders, period)).fill_null(0)',
        ),
        "money that a chart draws or a backtest compares is floating point; it is drawn, not kept",
    ),
    Proof(
        27,
        "the contributions of every customer sum to the stored score",
        (
            "tests/fenji/review/test_explain.py::test_every_customer_of_a_run_has_contributions_that_sum_to_the_score",
            f"{_ANSWERS}::test_what_a_customer_s_criteria_add_is_the_score_that_is_kept_for_every_customer",
        ),
        Twin(
            "src/fenji/explanation.py", "None if points is None else points * weight", "None if not weight else points"
        ),
        "100,000 customers, not 1 M",
    ),
    Proof(
        29,
        "whatever is done in any order (imports, mended rejects, undo, merges, standards, previews, promised tiers, "
        "gradings, exports, failed writes, restores): no order is lost or doubled, undo is to the byte, the ledger is "
        "whole, one version grades, what lists show is kept, promises hold, runs are graded again to the byte",
        ("tests/properties/test_life.py",),
        Twin(
            "src/fenji/lake/lake.py",
            "                self.engine.rollback()\n                transaction.discard()\n                if",
            "                self.engine.commit()\n                if",
        ),
        "500 lives of 50 steps: as many as 15 minutes hold (FENJI_BAR_MINUTES); erasure and a moved clock among them",
    ),
    Proof(
        30,
        "whatever file comes, the parent lives, nothing hangs, no row is lost, and a refusal says what, where and how",
        ("tests/bad_inputs/test_fuzz.py", "tests/bar/test_hostile_workbooks.py"),
        Twin(
            "src/fenji/intake/staging.py",
            "        shutil.rmtree(folder, ignore_errors=True)\n",
            "        folder.exists()\n",
        ),
        "an hour: as long as FENJI_BAR_MINUTES says; conditions as trees are tried by number 51 alone",
    ),
)
