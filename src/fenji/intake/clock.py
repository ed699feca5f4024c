"""What time it is to an import: now, or the moment at which it was first made when it is made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment, UTC without a zone."""
    return _MOMENT.get() or datetime.now(UTC).replace(tzinfo=None)


@contextmanager
def at(moment: datetime | None) -> Iterator[None]:
    """Inside the block it is that moment, so that what lay in the future then is in the future again."""
    token = _MOMENT.set(moment)
    try:
        yield
    finally:
        _MOMENT.reset(token)
