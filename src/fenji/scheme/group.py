"""How a standard takes a parent company with its subsidiaries (集团): as written, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from fenji.language import Text
from fenji.metrics.group import DEEPEST, Group

_GRADED: Mapping[str, bool] = {"graded": True, "not_graded": False}


def read_group(value: Any) -> Group:
    """`parent`, or {by: parent, subsidiaries: graded}.

    >>> read_group("parent").subsidiaries, read_group({"by": "parent", "subsidiaries": "graded"}).subsidiaries
    (False, True)
    """
    if isinstance(value, Group):
        return value
    given = {"by": value} if isinstance(value, str) else value
    is_read = isinstance(given, Mapping) and given.get("by") == "parent" and set(given) <= {"by", "subsidiaries"}
    if not is_read or given.get("subsidiaries", "not_graded") not in _GRADED:
        raise ValueError("a group is `parent`, or {by: parent, subsidiaries: graded}")
    return Group(_GRADED[given.get("subsidiaries", "not_graded")])


def write_group(group: Group) -> Any:
    """The shortest way to write it."""
    return {"by": "parent", "subsidiaries": "graded"} if group.subsidiaries else "parent"


WrittenGroup = Annotated[Group, BeforeValidator(read_group), PlainSerializer(write_group)]


def say_group(group: Group | None) -> list[Text]:
    """Who is graded and whose rows count for whom, in words; nothing where everybody stands alone."""
    if group is None:
        return []
    return [_WORDS[group.subsidiaries].fill(deepest=DEEPEST)]


_WORDS: Mapping[bool, Text] = {
    False: Text(
        "Groups of companies: what subsidiaries did counts for the topmost parent (parent_id, up to {deepest} steps); "
        "subsidiaries are not graded on their own.",
        "集团：子公司的数据归集到最上级母公司（按 parent_id，最多 {deepest} 级），子公司不单独评级。",
    ),
    True: Text(
        "Groups of companies: what subsidiaries did counts for each parent above them too (parent_id, up to {deepest} "
        "steps); subsidiaries are graded on their own as well.",
        "集团：子公司的数据同时归集到其各级母公司（按 parent_id，最多 {deepest} 级），子公司也单独评级。",
    ),
}
