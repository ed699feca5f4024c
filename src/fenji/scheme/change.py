"""One difference between two versions of a standard, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fenji.language import Text
from fenji.scheme.diff_words import NOTHING

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Change:
    """One difference: in which part, of what, and how it was said before and is said after (None: there was none)."""

    part: str
    name: str
    kind: Kind
    what: Text
    before: Text | None = None
    after: Text | None = None

    def say(self) -> Text:
        """The change in one line."""
        if self.kind == "added":
            return _ADDED.fill(what=self.what, after=self.after or NOTHING)
        if self.kind == "removed":
            return _REMOVED.fill(what=self.what, before=self.before or NOTHING)
        return _CHANGED.fill(what=self.what, before=self.before or NOTHING, after=self.after or NOTHING)


def kind_of(before: object, after: object) -> Kind:
    """Whether something came, went or is another now."""
    return "added" if before is None else "removed" if after is None else "changed"


_ADDED = Text("New – {what}: {after}", "新增 {what}：{after}")
_REMOVED = Text("Gone – {what}: {before}", "删除 {what}：{before}")
_CHANGED = Text("{what}: {before} → {after}", "{what}：{before} → {after}")
