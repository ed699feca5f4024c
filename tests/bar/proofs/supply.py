"""What fenji is made of."""

from __future__ import annotations

from tests.bar.proof import Proof

PROOFS: tuple[Proof, ...] = ()
