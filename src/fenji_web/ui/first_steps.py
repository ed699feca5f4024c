"""Whether the first steps are offered, open or folded: a word in a person's session."""

from __future__ import annotations

FLAG = "guide"
OFFERED, OPEN, FOLDED = "offered", "open", "folded"
