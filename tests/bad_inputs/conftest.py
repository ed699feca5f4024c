"""A shop of its own for every bad file."""

from __future__ import annotations

from tests.fenji.intake.conftest import shop

__all__ = ["shop"]
