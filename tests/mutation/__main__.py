"""`python -m tests.mutation`: shows mutants of the grading packages to their tests and writes down which survive."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, replace
from pathlib import Path

from tests.mutation.chosen import QUICK_SECONDS, Chosen, watch
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.report import write
from tests.mutation.trial import try_out, warm_up

PACKAGES = ["grades", "scores", "scheme"]
REFERENCES = ["tests/golden/test_weighting_reference.py"]  # what papers say, where the data beside the project is there
HERE = Path(__file__).parents[2]
FROM = "FENJI_MUTATION_FROM"  # set in the copy: where it was made


def main() -> None:
    """Works in a copy of the tree, so that whoever edits meanwhile changes nothing."""
    wanted = _wanted()
    folder: Path = wanted.folder.resolve()
    if FROM not in os.environ:
        _again_in_a_copy(folder)
    since = time.monotonic()
    sys.path[:0] = [str(folder / "src"), str(folder)]
    warm_up()
    everything = [one for name in wanted.packages for one in _of_package(folder, name)]
    chosen = _chosen(folder, wanted.packages, everything[0])
    tried = _sample(everything, wanted.sample, wanted.seed) if wanted.sample else everything
    tried = [one for one in tried if wanted.only in one.file]
    known = _known(folder) if wanted.again or wanted.resume else {}
    found = []
    with (folder / "found.jsonl").open("w", encoding="utf-8") as file:
        for number, mutant in enumerate(tried, start=1):
            verdict = known.get(mutant.change)
            tests = chosen.tests_for(mutant)
            if verdict is None or (verdict == "survived" and not wanted.resume):
                verdict = try_out(mutant, folder, tests)
            found.append((mutant, verdict))
            file.write(json.dumps({**asdict(mutant), "verdict": verdict}, ensure_ascii=False) + "\n")
            file.flush()
            if verdict == "survived":
                print(f"{number}/{len(tried)} survived: {mutant} ({len(tests)} tests)", flush=True)
    if wanted.page:
        facts = f"{len(everything)} mutants there, seed {wanted.seed}" if wanted.sample else "every mutant"
        write(Path(os.environ[FROM]) / wanted.page, folder / "found.jsonl", facts, time.monotonic() - since)
    print(f"{sum(verdict != 'survived' for _, verdict in found)} of {len(found)} noticed", flush=True)


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("packages", nargs="*", default=PACKAGES, help="packages of fenji (default: all three)")
    parser.add_argument("--only", default="", help="files whose path holds these letters")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants, by chance, in proportion by file")
    parser.add_argument("--seed", type=int, default=4, help="which sample")
    parser.add_argument("--again", action="store_true", help="ask anew only where no test noticed the last time")
    parser.add_argument("--resume", action="store_true", help="go on where the last time was interrupted")
    parser.add_argument("--page", type=Path, help="the page whose figures are written anew")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fenji-mutation")
    return parser.parse_args()


def _again_in_a_copy(folder: Path) -> None:
    for name in ("src", "tests", "docs"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(HERE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "pyproject.toml", folder)
    beside = os.environ.get("FENJI_SHARED", str(HERE.parent / "shared"))
    environment = {**os.environ, FROM: str(HERE), "FENJI_SHARED": beside, "PYTHONDONTWRITEBYTECODE": ""}
    environment["PYTHONPATH"] = os.pathsep.join((str(folder / "src"), str(folder)))
    os.chdir(folder)
    os.execve(sys.executable, [sys.executable, "-m", "tests.mutation", *sys.argv[1:]], environment)


def _chosen(folder: Path, packages: list[str], one: Mutant) -> Chosen:
    """Who ran what: found once for a state of the tree, in a child, so that fenji stays unknown here."""
    tests = [f"{root}/{name}" for root in ("tests/fenji", "src/fenji") for name in packages]
    tests += REFERENCES if "scores" in packages else []
    files = sorted(file for root in ("src/fenji", "tests/fenji") for file in (folder / root).rglob("*.py"))
    state = hashlib.sha256(b"".join([repr(tests).encode(), *(file.read_bytes() for file in files)])).hexdigest()
    kept = folder / "chosen.json"
    if not kept.exists() or json.loads(kept.read_text("utf-8"))["state"] != state:
        part = folder / "chosen.part"
        if (child := os.fork()) == 0:
            _write_chosen(part, folder, tests, packages, state)
        if os.waitpid(child, 0)[1] != 0:
            raise SystemExit("the tests are to pass before a mutant is shown to them")
        _nothing_changed(folder, one, _read_chosen(part))
        part.replace(kept)
    return _read_chosen(kept)


def _write_chosen(path: Path, folder: Path, tests: list[str], packages: list[str], state: str) -> None:
    """In the child: never returns."""
    code = 1
    try:
        found = watch(folder, tests, packages)
        ran = {file: {line: sorted(names) for line, names in lines.items()} for file, lines in found.ran.items()}
        rooms = {name: sorted(names) for name, names in found.rooms.items()}
        written = {"state": state, "seconds": found.seconds, "ran": ran, "rooms": rooms}
        path.write_text(json.dumps(written), "utf-8")
        code = 0
    except BaseException:  # noqa: BLE001 - said here, and the parent ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _read_chosen(path: Path) -> Chosen:
    found = json.loads(path.read_text("utf-8"))
    ran = {file: {int(line): set(names) for line, names in lines.items()} for file, lines in found["ran"].items()}
    return Chosen(found["seconds"], ran, {name: set(names) for name, names in found["rooms"].items()})


def _nothing_changed(folder: Path, one: Mutant, chosen: Chosen) -> None:
    """Without a change the quick tests pass in a trial too, or each mutant would count as noticed."""
    tests = chosen.tests_for(replace(one, number=-1, file=f"{Path(one.file).parent.as_posix()}/none.py"))
    quick = {test: seconds for test, seconds in tests.items() if seconds < QUICK_SECONDS}
    if try_out(replace(one, number=-1), folder, quick) != "survived":
        raise SystemExit("a trial without any change fails")


def _of_package(folder: Path, name: str) -> list[Mutant]:
    files = sorted((folder / "src" / "fenji" / name).rglob("*.py"))
    return [one for file in files for one in mutants(file.relative_to(folder).as_posix(), file.read_text("utf-8"))]


def _sample(everything: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """So many by chance, from each file in proportion to its mutants and at least one."""
    by_file: dict[str, list[Mutant]] = {}
    for one in everything:
        by_file.setdefault(one.file, []).append(one)
    chance = random.Random(seed)
    found = []
    for ones in by_file.values():
        count = max(1, round(size * len(ones) / len(everything)))
        found += sorted(chance.sample(ones, min(count, len(ones))), key=lambda one: one.number)
    return found


def _known(folder: Path) -> dict[tuple[str, str, str], str]:
    """What the last time found; of several changes that read the same, the one that survived counts."""
    known: dict[tuple[str, str, str], str] = {}
    path = folder / "found.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        one = json.loads(line)
        change = (one["file"], one["before"], one["after"])
        if known.get(change) != "survived":
            known[change] = one["verdict"]
    return known


if __name__ == "__main__":
    main()
