"""Whatever file comes, the parent lives, nothing hangs, no row is lost, and a refusal says what, where and how to mend.

Twenty seconds unless told otherwise, an hour in `make bar` (FENJI_BAR_MINUTES). For ten minutes:
`FENJI_FUZZ_SECONDS=600 pytest tests/bad_inputs/test_fuzz.py -s`;
`FENJI_FUZZ_SEED` repeats a run.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings

from fenji.errors import FenjiError, MappingError
from fenji.intake.many import Piece, pieces_of
from fenji.lake.check import check
from fenji.language import Text
from fenji.workspace.importing import import_file
from fenji.workspace.workspace import Workspace
from tests.bad_inputs.fuzzed_files import Fuzzed, files
from tests.bar.size import minutes, sized
from tests.fenji.intake.conftest import conserved

SECONDS = float(os.environ.get("FENJI_FUZZ_SECONDS", sized(20, int(60 * minutes(60)))))
SEED = int(os.environ.get("FENJI_FUZZ_SEED", "20240630"))
LONGEST = 60.0  # seconds for one small file, on a machine that is busy with other tests
A_BATCH = 25
ANSWERS = {"negative_amount": "refund", "unclear_headers": "letters", "date_order": "dmy", "units": "read"}


def test_no_file_crashes_the_parent_hangs_or_loses_a_row() -> None:
    end, number, became = time.monotonic() + SECONDS, 0, Counter[str]()
    while time.monotonic() < end:
        with TemporaryDirectory() as folder:
            shop = Workspace.create(Path(folder) / "shop")
            try:
                _batch(shop, end, number, became)
                report = check(shop.lake.folder)
                assert (report.problems, report.orphans) == ((), ())
            finally:
                shop.lake.close()
        number += 1
    print(f"\n{sum(became.values())} files: {dict(became.most_common())}")
    assert sum(became.values()) > 0


def _batch(shop: Workspace, end: float, number: int, became: Counter[str]) -> None:
    """Some files into one lake; what an earlier one brought is there when the next one comes."""

    @seed(SEED + number)
    @settings(max_examples=A_BATCH, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(file=files())
    def each(file: Fuzzed) -> None:
        if time.monotonic() < end:
            became[_taken(shop, file)] += 1

    each()


def _taken(shop: Workspace, file: Fuzzed) -> str:
    started = time.monotonic()
    with TemporaryDirectory(dir=shop.folder.parent) as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.content)
        found = _imported(shop, path)
    assert time.monotonic() - started < LONGEST
    assert not list((shop.lake.folder / "tmp").glob("intake-*"))
    return found


def _imported(shop: Workspace, path: Path) -> str:
    try:
        with pieces_of(path) as pieces:
            said = [_one(shop, piece) for piece in pieces]
    except FenjiError as error:
        return _refusal(error)
    return said[0] if len(said) == 1 else "several"


def _one(shop: Workspace, piece: Piece) -> str:
    """One file of an archive, or the file itself; as orders, or as the table that its headers tell."""
    before = shop.lake.snapshot()
    for table, options in (("orders", ANSWERS), (None, None)):
        try:
            report = import_file(shop, piece.path, table, options=options)
        except FenjiError as error:
            said = _refusal(error)
            assert shop.lake.snapshot() == before
            if not isinstance(error, MappingError):
                break
        else:
            assert conserved(report)
            assert report.is_repeat or report.snapshot_after == before + 1 == shop.lake.snapshot()
            return "taken" if report.accepted else "nothing taken"
    return said


def _refusal(error: FenjiError) -> str:
    """Its code; all three parts are there, in both languages."""
    for words in (error.problem, error.fix):
        for lang in ("en", "zh"):
            assert (words.say(lang) if isinstance(words, Text) else words).strip()
    assert str(error.where).strip()
    return getattr(error, "code", type(error).__name__)
