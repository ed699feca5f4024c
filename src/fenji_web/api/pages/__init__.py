"""The words of the interface: problems, operations, fields, and its reference page."""

from __future__ import annotations

from fenji_web.api.pages.problems import PROBLEMS

WORDS = {**PROBLEMS}
