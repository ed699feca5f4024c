"""Signing in, and sessions."""

from __future__ import annotations

from tests.bar.proof import Proof

PROOFS: tuple[Proof, ...] = ()
