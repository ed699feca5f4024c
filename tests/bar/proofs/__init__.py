"""Every number that is shown today, in order; a test that belongs to the suite anyway is named, not written again."""

from __future__ import annotations

from tests.bar.proofs import answers, api, crash, fairness, hostile, load, operations, privacy, rights, sign_in, supply

_TOPICS = (crash, answers, api, sign_in, rights, hostile, supply, privacy, fairness, load, operations)
PROOFS = tuple(proof for topic in _TOPICS for proof in topic.PROOFS)
