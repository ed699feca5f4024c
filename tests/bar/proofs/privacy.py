"""People's data."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"

PROOFS: tuple[Proof, ...] = (
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
)
