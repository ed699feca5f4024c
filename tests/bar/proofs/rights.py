"""Who may see and do what."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"

PROOFS: tuple[Proof, ...] = (
    Proof(
        45,
        "every view names a permission; every role finds its pages and no others",
        (f"{_WEB}/test_every_address.py",),
        Twin("src/fenji_web/accounts/access.py", "                raise Http404\n", "                pass\n"),
        "teams and regions, which are to come",
    ),
)
