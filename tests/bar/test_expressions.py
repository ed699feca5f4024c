"""No regular expression of the product can be kept busy by the words it is given."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.bar.size import sized

MOST = 0.1
"""Processor seconds for 50,000 signs; with every change 1,000 are tried, and what is no longer linear takes seconds."""


def test_every_expression_answers_at_once_whatever_it_is_given() -> None:
    length = sized(1_000, 50_000)
    command = [sys.executable, "-m", "tests.bar.expressions", str(length)]
    place = {**os.environ, "PYTHONPATH": "src:."}
    done = subprocess.run(command, env=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["expressions"] > 100
    assert [one for one in said["slowest"] if one[1] > (MOST if length > 1_000 else 1.0)] == []
    print(f"{said['expressions']} expressions, {length} signs: slowest {said['slowest'][0][1]:.3f} s")
