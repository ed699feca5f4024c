"""The interface for programs."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_API, _SOURCE = "tests/fenji_web/api", "src/fenji_web/api"

PROOFS: tuple[Proof, ...] = (
    Proof(
        31,
        "schemathesis with all its checks, as five roles and as nobody: no fault, no undocumented answer",
        (f"{_API}/test_fuzzed.py",),
        Twin(f"{_SOURCE}/views/runs.py", "raise Problem(404, \"no_run\")", "raise IndexError(run_id)"),
        "files that exports wrote (no worker runs beside it); what is well-formed and refused counts as answered (422)",
    ),
    Proof(
        32,
        "a call with an Idempotency-Key is done once: twice, twenty at once, of others, with another body, killed "
        "between work and answer; the same bytes again for two days",
        (f"{_API}/test_repeats.py",),
        Twin(f"{_SOURCE}/services/repeats.py", "        if not is_new:\n", "        if False:\n"),
        "the pull of a plug; a call that waits longer than the database does (20 s) is told 409",
    ),
    Proof(
        33,
        "odd JSON, another type in every field, ten megabytes: 400 or 413 within a second",
        (f"{_API}/test_strict.py",),
        Twin(f"{_SOURCE}/services/strict.py", "    if len(found) < len(pairs):\n", "    if False:\n"),
    ),
    Proof(
        34,
        "page by page everybody comes once while runs, owners and tags change; limits are cut, cursors cannot be made",
        (f"{_API}/test_pages_of_lists.py",),
        Twin(f"{_SOURCE}/views/customers.py", "run_file(request, begun.file) if begun else None", "None"),
        "a run that is erased from or written anew in between: its cursors end with 410",
    ),
    Proof(
        35,
        "calls are counted by address, key and person over all processes; only named proxies may say the address",
        (f"{_API}/test_limits.py",),
        Twin(
            "src/fenji_web/config/headers.py",
            "        if not _is_proxy(peer):\n",
            "        if not said.strip():\n",
        ),
        "several machines: each counts for itself",
    ),
    Proof(
        36,
        "a fault in any operation, and before it, is a problem with an id and nothing of what is inside",
        (f"{_API}/test_problems.py",),
        Twin(f"{_SOURCE}/services/problems.py", "return problem(Problem(500), number=number)",
             "return problem(Problem(500, inside=repr(error)), number=number)"),
    ),
    Proof(
        37,
        "every address below /api/v1 is in the document, and nothing else is",
        (f"{_API}/test_document.py",),
        Twin(
            f"{_SOURCE}/urls.py",
            "*(path(f\"v1/{one.pattern}\", one.callback, name=one.name) for one in _operations()),",
            "*(path(f\"v1/{one.pattern}\", one.callback, name=one.name) for one in _operations()),\n"
            "    path(\"v1/hidden\", reference.document),",
        ),
    ),
)  # fmt: skip
