"""Schemathesis asks the real application what its document promises, as every role and as nobody: never a fault."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bar.size import sized
from tests.fenji_web.api.wsgi_place import ROLES, Served, application_of
from tests.web_shop import shop_at

SETTINGS = Path(__file__).with_name("schemathesis.toml")
WHO = ("administrator", "nobody") if sized(0, 1) == 0 else (*ROLES, "nobody")
SEED = "20261122"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    base = tmp_path_factory.getbasetemp()
    place = shop_at(tmp_path_factory.mktemp("fuzzed") / "shop", base.parent if "popen-" in base.name else base)
    (place / "web" / "generated").mkdir(parents=True, exist_ok=True)
    with application_of(place) as found:
        yield found


@pytest.mark.parametrize("who", WHO)
def test_no_call_finds_a_fault_or_an_answer_the_document_does_not_know(
    served: Served, who: str, tmp_path: Path
) -> None:
    phases = "fuzzing" if sized(0, 1) == 0 else "examples,coverage,fuzzing,stateful"
    command = [
        str(Path(sys.executable).with_name("st")), "--config-file", str(SETTINGS), "run",
        f"{served.url}/api/v1/openapi.json", "--checks", "all", "--phases", phases, "--seed", SEED, "--no-color",
        "--max-examples", str(sized(3, 200)), "--max-response-time", "2", "--generation-database", "none",
    ]  # fmt: skip
    key = served.keys.get(who)
    command += ["--header", f"Authorization: Bearer {key}"] if key else []
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
