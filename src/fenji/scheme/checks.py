"""What is wrong with a standard: everything that can be seen without data, and head-counts where data is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.errors import Issue
from fenji.scheme.check_criteria import check_criteria
from fenji.scheme.check_data import check_data
from fenji.scheme.check_group import check_group
from fenji.scheme.check_judgements import check_judgements
from fenji.scheme.check_prices import check_prices
from fenji.scheme.check_tiers import check_tiers
from fenji.scheme.check_transitions import check_transitions
from fenji.scheme.draft import Draft, draft_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.model import Scheme
    from fenji.scores.calibrate import Ask


def check(
    scheme: Scheme,
    measured: ir.Table | None = None,
    ask: Ask | None = None,
    *,
    customers: ir.Table | None = None,
) -> list[Issue]:
    """All issues of a standard at once, errors, warnings and notes; an empty list is a clean one.

    With `measured` (one row a customer, the scheme's measures) and `ask` (rows of an expression) also what only data
    can tell: who falls into gaps, whose figures are unknown, which parts of a scale nobody can reach. `customers` is
    the table of customers, which a standard for groups of companies is held against.
    """
    draft = draft_of(scheme)
    check_draft(draft)
    has_errors = any(found.level == "error" for _, found in draft.issues)
    if measured is not None and ask is not None and not has_errors:
        check_data(draft, scheme, measured, ask)
        check_group(draft, scheme, customers, ask)
    return draft.found()


def check_draft(draft: Draft) -> None:
    """Notes every mistake that can be seen without data."""
    if not draft.raw:
        return
    check_criteria(draft)
    check_tiers(draft)
    check_judgements(draft)
    check_prices(draft)
    check_transitions(draft)
