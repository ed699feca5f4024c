"""No credential lies in the repository: what keys, tokens and passwords look like, looked for in every file of it."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "aws": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "alibaba cloud": re.compile(r"\bLTAI[0-9A-Za-z]{16,24}\b"),
    "tencent cloud": re.compile(r"\bAKID[0-9A-Za-z]{32}\b"),
    "github": re.compile(r"\bgh[pousr]_[0-9A-Za-z]{36}\b|\bgithub_pat_\w{60,}"),
    "gitlab": re.compile(r"\bglpat-[\w-]{20}\b"),
    "slack": re.compile(r"\bxox[abprs]-[\w-]{20,}"),
    "google": re.compile(r"\bAIza[\w-]{35}\b"),
    "stripe": re.compile(r"\b[rs]k_live_[0-9A-Za-z]{20,}"),
    "openai": re.compile(r"\bsk-(?:proj-)?[\w-]{40,}"),
    "pypi": re.compile(r"\bpypi-[\w-]{50,}"),
    "jwt": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}"),
    "robot": re.compile(r"(?:access_token|webhook/send\?key|hook/)=?[0-9a-f-]{36,64}\b"),
    "password in an address": re.compile(
        r"\b(?:postgres(?:ql)?|mysql|https?)://[^\s:/@\"'<>{}$]+:([^\s:/@\"'<>{}$]{6,})@"
    ),
    "assigned": re.compile(
        r"(?i)\b(?:api_?key|secret|token|passw(?:or)?d)\b[\"']?\s*[:=]\s*[\"']([A-Za-z0-9+/_=-]{24,})[\"']"
    ),
}
GUESSED = {"password in an address", "assigned"}
"""Rules that look at how much of a word is chance: names and sentences are none."""
CHANCE = 3.7  # bits a letter
LET_BE = {
    # file → why what it holds is none
    "tests/architecture/test_secrets.py": "the examples below",
}


def found(words: str) -> list[str]:
    """Which rules a text breaks."""
    broken = []
    for name, rule in RULES.items():
        for match in rule.finditer(words):
            if name not in GUESSED or _is_chance(match[1]):
                broken.append(f"{name}: line {words.count(chr(10), 0, match.start()) + 1}")
    return broken


def _is_chance(word: str) -> bool:
    """Whether a word is no name: letters and digits mixed, hardly one twice."""
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in Counter(word).values())
    is_mixed = bool(re.search("[0-9]", word) and re.search("[A-Z]", word) and re.search("[a-z]", word))
    return is_mixed and bits >= min(CHANCE, 0.95 * math.log2(len(word)))


def test_no_file_of_the_repository_holds_what_looks_like_a_credential() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name] or [
        path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*") if path.is_file()
    ]
    assert len(files) > 500
    broken = {}
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        raw = path.read_bytes() if path.is_file() and path.stat().st_size < 2_000_000 and name not in LET_BE else b""
        if b"\0" not in raw[:4096] and (here := found(raw.decode("utf-8", "replace"))):
            broken[name] = here
    assert broken == {}


@pytest.mark.parametrize(
    "leak",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "key = AKIAIOSFODNN7EXAMPLE",
        "LTAI5tKx8mW3pQ9rZ2vY7nBc",
        "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
        "xoxb-123456789012-abcdefABCDEF",
        "postgresql://crm:k8Zp2Qx7Wm@db/crm",
        'SECRET = "Zk3vPq8xWm2Rt7Yb9Nc4Lf6H"',
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7a0c-4bc4-97a0-0ec251fa5aaa",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    ],
    ids=range(9),
)  # fmt: skip
def test_each_kind_of_leak_would_be_found(leak: str) -> None:
    assert found(leak) != []


@pytest.mark.parametrize(
    "harmless",
    ['token = "accounts:choose_password"', "postgresql://user:password@host/db", 'password="the harbour at dusk"',
     'secret: "${FENJI_SOURCE_SECRET}"'],
)  # fmt: skip
def test_names_and_examples_are_let_be(harmless: str) -> None:
    assert found(harmless) == []
