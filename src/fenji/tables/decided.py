"""What people decide about customers and standards, as it rests: one row a decision, with who, when and why."""

from __future__ import annotations

from collections.abc import Mapping

OVERRIDES = "overrides"
MARKS = "marks"
JUDGEMENTS = "judgements"
SCHEME_STATES = "scheme_states"
OPT_OUTS = "opt_outs"
CONSENTS = "consents"
CONTACT_LISTS = "contact_lists"
LISTED = "listed"

_WHO = {"actor": "VARCHAR", "reason": "VARCHAR", "decided_at": "TIMESTAMP"}

DECIDED: Mapping[str, Mapping[str, str]] = {
    OVERRIDES: {
        "sequence": "BIGINT",
        "override_id": "BIGINT",
        "event": "VARCHAR",
        "customer_id": "VARCHAR",
        "scheme": "VARCHAR",
        "tier": "VARCHAR",
        "begins_on": "DATE",
        "until": "DATE",
        "ended_on": "DATE",
        "approver": "VARCHAR",
        **_WHO,
    },
    MARKS: {
        "sequence": "BIGINT",
        "mark_id": "BIGINT",
        "event": "VARCHAR",
        "customer_id": "VARCHAR",
        "kind": "VARCHAR",
        "effective_on": "DATE",
        **_WHO,
    },
    JUDGEMENTS: {
        "sequence": "BIGINT",
        "customer_id": "VARCHAR",
        "item": "VARCHAR",
        "points": "DECIMAL(9,2)",
        "most": "DECIMAL(9,2)",
        "scheme": "VARCHAR",
        "effective_on": "DATE",
        **_WHO,
    },
    SCHEME_STATES: {
        "sequence": "BIGINT",
        "scheme": "VARCHAR",
        "version": "INTEGER",
        "state": "VARCHAR",
        "digest": "VARCHAR",
        **_WHO,
    },
    OPT_OUTS: {
        "sequence": "BIGINT",
        "customer_id": "VARCHAR",
        "event": "VARCHAR",
        "said_by": "VARCHAR",
        **_WHO,
    },
    CONSENTS: {
        "sequence": "BIGINT",
        "customer_id": "VARCHAR",
        "purpose": "VARCHAR",
        "channel": "VARCHAR",
        "event": "VARCHAR",
        "basis": "VARCHAR",
        "source": "VARCHAR",
        "happened_at": "TIMESTAMP",
        "expires_on": "DATE",
        "text_version": "VARCHAR",
        "proof": "VARCHAR",
        **_WHO,
    },
    CONTACT_LISTS: {
        "sequence": "BIGINT",
        "list_id": "BIGINT",
        "purpose": "VARCHAR",
        "channel": "VARCHAR",
        "scheme": "VARCHAR",
        "run_id": "VARCHAR",
        "chosen": "VARCHAR",
        "file": "VARCHAR",
        "customers": "BIGINT",
        "left_out": "VARCHAR",
        **_WHO,
    },
    LISTED: {
        "sequence": "BIGINT",
        "list_id": "BIGINT",
        "customer_id": "VARCHAR",
        "consent": "BIGINT",
    },
}
MEASURED = (MARKS, JUDGEMENTS)  # metrics read these
GRADING = (OVERRIDES, OPT_OUTS, *MEASURED)  # a grading depends on these
