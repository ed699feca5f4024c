"""What fenji is made of."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

PROOFS: tuple[Proof, ...] = (
    Proof(
        68,
        "every package is pinned with its hashes, and installed with them only",
        (
            "tests/bar/test_supply.py::test_every_package_is_pinned_with_its_hashes",
            "tests/bar/test_supply.py::test_no_package_has_a_known_severe_weakness",
        ),
        Twin("constraints.txt", "altair==6.3.0 ", "altair>=6.3.0 "),
        "known weaknesses of packages where pip-audit or its advisories cannot be reached: skipped, and says so",
    ),
    Proof(
        69,
        "bandit and ruff's rules find no weakness in the code but those kept with a reason",
        (
            "tests/bar/test_supply.py::test_bandit_finds_nothing_new",
            "tests/bar/test_supply.py::test_ruff_looks_for_weaknesses_in_all_of_the_product",
        ),
        Twin(
            "src/fenji/lake/lock.py",
            "from __future__ import annotations\n",
            "from __future__ import annotations\n\nimport pickle\n\nLOADED = pickle.loads\n"
            "assert not hash(LOADED) or LOADED(pickle.dumps(1))\n",
        ),
        "semgrep's rule packs, which cannot be reached; SQL put together (numbers 51 and 52 instead)",
    ),
    Proof(
        74,
        "import, grading, workbook and files work in a process without any network, and none is asked for",
        ("tests/bar/test_supply.py::test_import_grades_and_files_need_no_network_and_ask_for_none",),
        Twin(
            "src/fenji/workspace/grading.py",
            '    say(Text("sealing", "计算摘要"), 0.6)\n',
            '    say(Text("sealing", "计算摘要"), 0.6)\n'
            '    __import__("socket").socket(type=2).connect_ex(("192.0.2.1", 9))\n',
        ),
        "the installation from a folder of wheels",
    ),
)
