"""Who may approve: the policy of a workspace, and what it refuses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from fenji.errors import WorkspaceError
from fenji.language import Text


class Approval(BaseModel):
    """How standards and overrides are approved in a workspace (`approval:` in fenji.yaml); without it nobody is asked.

    `four_eyes`: who approves is another person than who drafted or submitted. `approvers`: who may approve; empty:
    anybody. `approvals`: how many different people approve a standard. `publishers`: who may publish; empty: anybody.
    `overrides`: whether an override needs a second person too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    four_eyes: bool = True
    approvers: tuple[str, ...] = ()
    approvals: int = Field(default=1, ge=1, le=9)
    publishers: tuple[str, ...] = ()
    overrides: bool = True


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed.

    >>> same_person("Li Lei", " li lei "), same_person("ｗａｎｇ", "wang"), same_person("Li", "Wang")
    (True, True, False)
    """
    return _folded(one) == _folded(other)


def is_among(name: str, people: Iterable[str]) -> bool:
    """Whether a person is one of these."""
    return any(same_person(name, each) for each in people)


def needs_second_person(policy: Approval | None) -> bool:
    """Whether an override waits until somebody approves it."""
    return policy is not None and policy.overrides


def policy_of(policy: Approval | None, *, has_price_effect: bool) -> Approval | None:
    """The policy for a standard: prices that differ take a second person, whatever the workspace says of others.

    >>> policy_of(None, has_price_effect=True).four_eyes, policy_of(None, has_price_effect=False)
    (True, None)
    """
    if not has_price_effect:
        return policy
    return Approval() if policy is None else policy.model_copy(update={"four_eyes": True})


def check_approver(policy: Approval | None, approver: str, *, authors: Iterable[str], what: Text) -> None:
    """Refuses an approver who is not named by the policy, or who would approve their own work."""
    if policy is None:
        return
    if policy.approvers and not is_among(approver, policy.approvers):
        problem = Text("{name} may not approve {what}", "{name}无权审批：{what}")
        raise _refused(problem.fill(name=approver, what=what), policy)
    if policy.four_eyes and is_among(approver, authors):
        problem = Text("{name} has made {what} and may not approve it too", "{name}是经办人，不能同时审批：{what}")
        raise _refused(problem.fill(name=approver, what=what), policy)


def check_publisher(policy: Approval | None, name: str, *, what: Text) -> None:
    """Refuses somebody who may not publish where the policy names who may."""
    if policy is None or not policy.publishers or is_among(name, policy.publishers):
        return
    listed = ", ".join(policy.publishers)
    problem = Text("{name} may not publish {what}", "{name}无权发布：{what}").fill(name=name, what=what)
    fix = Text("Ask one of: {names}.", "请由以下人员办理：{names}。").fill(names=listed)
    raise WorkspaceError(problem, where="approval", fix=fix)


def _refused(problem: Text, policy: Approval) -> WorkspaceError:
    if policy.approvers:
        fix = Text("Ask one of: {names}.", "请由以下人员审批：{names}。").fill(names=", ".join(policy.approvers))
    else:
        fix = Text("Somebody else approves it, with --as NAME.", "请由其他人审批（--as 姓名）。")
    return WorkspaceError(problem, where="approval", fix=fix)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
