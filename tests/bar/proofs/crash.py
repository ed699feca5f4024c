"""Crash, power, disk, corruption."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_LAKE = "tests/fenji/lake"
_HOOKS = "tests/fenji_web/webhooks"
_WORKERS = "tests/bar/test_workers.py"
_DISK = "tests/bar/test_disk.py"

PROOFS: tuple[Proof, ...] = (
    Proof(
        1,
        "an import killed at any moment, its commit above all, is there whole or not at all, and its job says which",
        (f"{_WORKERS}::test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all",),
        Twin(
            "src/fenji/intake/importing.py",
            "                landed = land(tx, arrived, import_id, self.progress, imported_at=imported_at)\n",
            "                landed = land(tx, arrived, import_id, self.progress, imported_at=imported_at)\n"
            "                tx.engine.commit()\n                tx.engine.begin()\n",
        ),
        "a job that was lost is ended as soon as another worker looks, which the test does at once: 20 seconds in life",
    ),
    Proof(
        2,
        "a grading killed at any moment leaves the old run shown or the new, every list as it was graded",
        (f"{_WORKERS}::test_a_grading_killed_at_any_moment_leaves_the_old_run_shown_or_the_new",),
        Twin(
            "src/fenji/workspace/grading.py",
            "    if not path.is_file():\n        write_read_model(",
            "    point_to(path.parent, one.run.scheme, one.run.id)\n"
            "    if not path.is_file():\n        write_read_model(",
        ),
        "a run that was kept whose list was not: it is written when the same is graded again",
    ),
    Proof(
        3,
        "an export killed at any moment leaves nothing to download that is not whole",
        (f"{_WORKERS}::test_an_export_killed_at_any_moment_leaves_no_half_file_to_download",),
        Twin("src/fenji/workbook/whole.py", 'draft = work / "draft.xlsx"', "draft = target"),
        "exports other than the workbook",
    ),
    Proof(
        5,
        "messages of a grading to a real receiver while the courier is killed: each event has one effect, none is lost",
        (
            "tests/bar/test_messages.py",
            f"{_HOOKS}/test_events.py::test_a_stop_between_any_two_writes_neither_loses_nor_doubles",
            f"{_HOOKS}/test_events.py::test_the_same_run_is_announced_once_however_often_it_is_seen",
        ),
        Twin("src/fenji_web/deliveries/services.py", "@transaction.atomic\ndef _write_piece(", "def _write_piece("),
        "mail: fenji sends none; robots of group chats, which know no repeats: at most one more for each kill; 3 kills "
        "and two kinds of event with every change",
    ),
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
        7,
        "every state that a power cut may leave of a commit's writes, un-synced ones lost, torn or in another order, "
        "opens as before or as after; after the word that it is done, as after",
        (f"{_DISK}::test_a_power_cut_at_any_moment_of_a_commit_leaves_the_old_state_or_the_new",),
        Twin(
            "src/fenji/lake/commit.py",
            "                sync_file(file)\n",
            "                pass\n",
        ),
        "a file system that breaks what it promises of fsync (LazyFS needs FUSE); what SQLite maps into memory",
    ),
    Proof(
        8,
        "every failpoint of a commit × exception, kill, full disk, I/O error, no memory, and every sync and rename of "
        "an import, a grading, an export and a backup × four of them: as before or as after, and the next try works",
        (f"{_LAKE}/test_crash.py", "tests/bar/test_sweep.py"),
        Twin(
            "src/fenji/lake/lake.py",
            "                transaction.seal()\n",
            "                try:\n                    transaction.seal()\n"
            "                except Exception:\n                    pass\n",
        ),
        "calls that DuckDB and SQLite make themselves: the small disks of 10 and the replay of 7 meet those",
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
        10,
        "on a small disk in 20 steps imports, gradings, exports and backups say that it is full, leave nothing half "
        "done, lists are read meanwhile, and the same works with room; an import without room is refused before",
        (
            f"{_DISK}::test_a_disk_that_fills_up_is_said_to_be_full_and_nothing_half_done_stays",
            f"{_DISK}::test_an_import_without_room_is_refused_before_it_begins",
        ),
        Twin("src/fenji/intake/importing.py", "bytes_needed=_ROOM * asked.path.stat().st_size", "bytes_needed=0"),
        "with no byte free at all the lake (not the lists that pages read) says only that the disk may be full",
    ),
    Proof(
        11,
        "500 flipped bits, cut, swapped, missing and empty files are found and named before an answer is given, other "
        "tables are served meanwhile, and a damaged list of hashes is named or says what it said",
        (f"{_LAKE}/test_check.py",),
        Twin(
            "src/fenji/lake/check.py", "if found != seal or found.bytes", "if found.bytes != seal.bytes or found.bytes"
        ),
    ),
    Proof(
        12,
        "neither server nor worker starts on a damaged application database: every page flipped, zeroed or swapped is "
        "noticed before a write, and the newest backup to restore is named",
        ("tests/fenji_web/serving/test_sound.py",),
        Twin("src/fenji_web/serving/prepare.py", "    if not found:\n        return\n", "    return\n"),
        "PostgreSQL, which looks after its own; indexes of a database above 200 MB; damage while the server runs",
    ),
    Proof(
        13,
        "a job that gets too little memory, down to 30 MB more than it began with, fails in words; nothing of it stays",
        (f"{_WORKERS}::test_a_job_that_gets_too_little_memory_fails_in_words_and_nothing_of_it_stays",),
        Twin(
            "src/fenji_web/serving/working.py",
            'end(pk, FAILED, turn=turn, error=kept_error("died"))',
            "pass",
        ),
        "the kernel's own choice when the whole machine runs out: pages are not in the jobs' processes",
    ),
    Proof(
        14,
        "8 processes × 250 changes of one row lose none; of 20 who import one file at once one does; of many workers "
        "one takes a job; who writes at the same time waits or is told",
        (
            "tests/bar/test_together.py",
            "tests/fenji/workspace/test_written_file.py",
            f"{_LAKE}/test_lake.py",
        ),
        Twin("src/fenji_web/config/database.py", '"transaction_mode": "IMMEDIATE"', '"transaction_mode": "DEFERRED"'),
        "the same on PostgreSQL",
    ),
    Proof(
        15,
        "what 4 clients that import, edit, grade, publish and read did while 20 of them were killed can be told as one "
        "act after another: nothing acknowledged is lost, every read is of one snapshot",
        ("tests/bar/test_history.py",),
        Twin(
            "src/fenji/lake/lake.py",
            "                self.engine.commit()\n",
            "                self.engine.rollback()\n",
        ),
        "erasure among the acts",
    ),
    Proof(
        16,
        "a page read while another run becomes the newest thousands of times says, to the byte, what one of them says",
        ("tests/fenji_web/ui/test_one_run_a_page.py",),
        Twin(
            "src/fenji_web/ui/reading.py",
            "    @cached_property\n    def _read(",
            "    @property\n    def _read(",
        ),
        "four readers in processes of their own: one reads, another publishes as fast as it can",
    ),
    Proof(
        17,
        "a worker put to sleep beyond its lease commits nothing when it wakes; on this machine it is ended and another "
        "goes on at once",
        (
            f"{_WORKERS}::test_a_worker_that_slept_beyond_its_lease_commits_nothing_when_it_wakes",
            f"{_WORKERS}::test_one_that_sleeps_on_this_machine_is_ended_and_another_goes_on_at_once",
        ),
        Twin("src/fenji_web/serving/child.py", "if not is_held(pk, turn):", "if False:"),
        "a sleep that begins in the milliseconds between the question and the commit, on another machine",
    ),
    Proof(
        18,
        "a clock an hour back or ten years ahead, and the nights it changes: nothing is done twice or put off for "
        "years, a living job is left alone, turns are in order, sessions end by time, no age is negative",
        (
            "tests/fenji_web/schedules/test_clock.py",
            "tests/fenji_web/schedules/test_firing.py",
            "tests/fenji_web/runs/test_jobs.py",
        ),
        Twin(
            "src/fenji_web/schedules/services.py",
            "    if Firing.objects.filter(schedule=schedule, due_at=fired.due_at).exists():\n        return 0\n",
            "",
        ),
        "the machine's own clock: the program's questions to it are answered otherwise (libfaketime is not here)",
    ),
    Proof(
        19,
        "a backup taken under writes comes back sound, grades identical; a damaged one is refused by its file's name; "
        "who was erased meanwhile stays erased",
        (
            "tests/fenji/workspace/test_backup.py",
            "tests/fenji/workspace/test_erasing.py::test_an_old_backup_brings_nobody_back",
        ),
        Twin("src/fenji/workspace/backup.py", "        if _is_sqlite(source):\n", "        if False:\n"),
        "1 M customers in ten minutes",
    ),
)
