"""Injection, files, network, and the settings that guard them."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

PROOFS: tuple[Proof, ...] = (
    Proof(
        52,
        "the product's own connection reads and writes nothing but its file",
        ("tests/fenji/engines/test_read_model.py",),
        Twin(
            "src/fenji/engines/duckdb.py",
            '_CLOSED = ("SET enable_external_access = false", "SET lock_configuration = true")',
            '_CLOSED = ("SET lock_configuration = true",)',
        ),
    ),
    Proof(
        54,
        "what looks like a formula or a link stays text in the workbook, also for LibreOffice",
        ("tests/fenji/workbook/test_file.py::test_what_looks_like_a_formula_or_link_or_number_stays_text",),
        Twin(
            "src/fenji/workbook/listing.py",
            "write_string(at, index, clean(value, lang)",
            "write_formula(at, index, clean(value, lang)",
        ),
    ),
)
