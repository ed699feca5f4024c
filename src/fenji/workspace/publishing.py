"""What is done with a version of a standard: drafted, submitted, approved, rejected, published, rolled back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from fenji.errors import NothingToGrade, WorkspaceError
from fenji.language import Text
from fenji.metrics.period import Period
from fenji.scheme.calibrated import CalibratedScheme
from fenji.tables.decided import SCHEME_STATES
from fenji.workspace import runs as ledger
from fenji.workspace.approval import check_approver, check_publisher, is_among, policy_of
from fenji.workspace.decisions import REASON, Deciding, deciding, now, said
from fenji.workspace.versions import STATES, Version, body, find_version, published, versions

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme
    from fenji.workspace.approval import Approval
    from fenji.workspace.versions import State
    from fenji.workspace.workspace import Workspace

GRADED = "grade"  # the reason of a version that was published by grading with it


def draft(
    workspace: Workspace,
    scheme: Scheme,
    *,
    as_of: date | None = None,
    recalibrate: bool = False,
    reason: str | None = None,
) -> Version:
    """Keeps a standard as a draft: a new version that grades nobody before it is published.

    Criteria that score as in the published version keep its cut points, as in a preview, so that a changed weight
    changes nothing else; new cut points are found on the customers of a day (default: of the last order), with
    `recalibrate` for every criterion. Errors: the same words are a version already that was not
    rejected, unless `recalibrate`.
    """
    day = as_of or _last_day(workspace, scheme)
    current = None if recalibrate else published(workspace.lake, scheme.name)
    _not_known(workspace.lake, scheme, recalibrate=recalibrate)
    found = None if current is None else _with_cut_points_of(workspace, current, scheme, day)
    with deciding(workspace, f"scheme: draft {scheme.name}") as book:
        _not_known(book.lake, scheme, recalibrate=recalibrate)
        if found is None:
            found = _with_own_cut_points(workspace, book, scheme, day)
        taken = versions(book.lake, scheme.name)
        found = replace(found, version=taken[-1].version + 1 if taken else 1)
        ledger.keep_version(book.tx, found, actor=book.actor)
        _keep(book, scheme.name, found.version, "draft", reason or "", digest=found.digest)
    return find_version(workspace.lake, scheme.name, found.version)


def _with_cut_points_of(workspace: Workspace, current: Version, scheme: Scheme, day: date) -> CalibratedScheme:
    """The standard as `fenji simulate` previews it: with the published version's cut points where it scores alike."""
    from fenji.pipeline import asking
    from fenji.review.simulate import with_cut_points_of
    from fenji.workspace.simulating import base_of

    before = body(workspace.lake, current.scheme, current.version)
    base = base_of(workspace, before.scheme, as_of=day, also=scheme.measures())
    found, _ = with_cut_points_of(before, scheme, base.measured, ask=asking(workspace.lake.engine))
    return found


def _with_own_cut_points(workspace: Workspace, book: Deciding, scheme: Scheme, day: date) -> CalibratedScheme:
    from fenji.workspace.plans import new_version

    period = Period(as_of=day, zone=workspace.settings.zone, window=scheme.window)
    return new_version(workspace, book.lake, book.tx.engine, scheme, period)


def _last_day(workspace: Workspace, scheme: Scheme) -> date:
    from fenji.workspace.standards import last_day

    day = last_day(workspace)
    if day is not None:
        return day
    problem = Text("there is no customer to find cut points on", "还没有客户数据，无法计算分界值")
    fix = Text("Import orders or customers first.", "请先导入订单或客户。")
    raise NothingToGrade(problem, where=scheme.name, fix=fix)


def submit(workspace: Workspace, scheme: str, number: int, *, reason: str | None = None) -> Version:
    """Hands a draft in for approval."""
    return _decided(workspace, scheme, number, "submitted", {"draft"}, reason)


def approve(workspace: Workspace, scheme: str, number: int, *, reason: str | None = None) -> Version:
    """Approves a submitted version. Where the policy asks for several approvals it is reviewed before the last.

    Errors: it isn't submitted; the policy doesn't let this person approve it, or they have approved it already.
    """
    policy = _policy(workspace, body(workspace.lake, scheme, number).scheme)
    with deciding(workspace, f"scheme: approve {scheme} v{number}") as book:
        one = _in_state(book, scheme, number, {"submitted", "reviewed"}, "approve")
        authors = one.people("draft", "submitted")
        check_approver(policy, book.actor, authors=authors, what=_what(scheme, number))
        before = one.people("approved", "reviewed")
        if policy is not None and is_among(book.actor, before):
            problem = Text("{name} has approved {what} already", "{name}已批准过：{what}")
            raise WorkspaceError(
                problem.fill(name=book.actor, what=_what(scheme, number)),
                where="approval",
                fix=Text("{n} different people approve.", "须由 {n} 位不同人员批准。").fill(n=policy.approvals),
            )
        is_last = policy is None or len(before) + 1 >= policy.approvals
        _keep(book, scheme, number, "approved" if is_last else "reviewed", reason or "", digest=one.digest)
    return find_version(workspace.lake, scheme, number)


def reject(workspace: Workspace, scheme: str, number: int, *, reason: str | None) -> Version:
    """Turns a submitted version down, with a reason; it stays on record and a new draft may follow."""
    words = said(reason, what=REASON, where="--reason")
    policy = workspace.settings.approval
    with deciding(workspace, f"scheme: reject {scheme} v{number}") as book:
        one = _in_state(book, scheme, number, {"submitted", "reviewed"}, "reject")
        listed = policy.model_copy(update={"four_eyes": False}) if policy is not None else None
        check_approver(listed, book.actor, authors=(), what=_what(scheme, number))
        _keep(book, scheme, number, "rejected", words, digest=one.digest)
    return find_version(workspace.lake, scheme, number)


def publish(workspace: Workspace, scheme: str, number: int, *, reason: str | None = None) -> Version:
    """Makes a version the one that grades; the one before is retired. With a policy it has to be approved first."""
    policy = _policy(workspace, body(workspace.lake, scheme, number).scheme)
    allowed = {"approved"} if policy is not None else {"draft", "submitted", "approved"}
    with deciding(workspace, f"scheme: publish {scheme} v{number}") as book:
        one = _in_state(book, scheme, number, allowed, "publish")
        _publish(workspace, book, one, reason or "")
    return find_version(workspace.lake, scheme, number)


def roll_back(workspace: Workspace, scheme: str, number: int, *, reason: str | None = None) -> Version:
    """Publishes an earlier version again, with its own cut points: grades on the same data are what they were.

    Errors: that version was never published, or is the one that is. With a policy, who rolls back may approve.
    """
    policy = workspace.settings.approval
    with deciding(workspace, f"scheme: roll back {scheme} to v{number}") as book:
        one = _in_state(book, scheme, number, {"retired"}, "rollback")
        listed = policy.model_copy(update={"four_eyes": False}) if policy is not None else None
        check_approver(listed, book.actor, authors=(), what=_what(scheme, number))
        _publish(workspace, book, one, reason or "")
    return find_version(workspace.lake, scheme, number)


def note_use(workspace: Workspace, tx: Transaction, version: CalibratedScheme) -> None:
    """A draft that a workspace without a policy grades by is published by that, and history says so."""
    name, book = version.scheme.name, Deciding(tx, workspace.lake, workspace.actor, now())
    one = find_version(book.lake, name, version.version)
    if _policy(workspace, version.scheme) is None and one.state not in ("published", "retired"):
        _keep(book, name, one.version, "published", GRADED, digest=one.digest)


def _policy(workspace: Workspace, scheme: Scheme) -> Approval | None:
    return policy_of(workspace.settings.approval, has_price_effect=scheme.has_price_effect)


def _publish(workspace: Workspace, book: Deciding, one: Version, reason: str) -> None:
    check_publisher(workspace.settings.approval, book.actor, what=_what(one.scheme, one.version))
    before = published(book.lake, one.scheme)
    if before is not None:
        _keep(book, before.scheme, before.version, "retired", f"→ v{one.version}", digest=before.digest)
    _keep(book, one.scheme, one.version, "published", reason, digest=one.digest)


def _decided(
    workspace: Workspace, scheme: str, number: int, state: State, allowed: Collection[str], reason: str | None
) -> Version:
    with deciding(workspace, f"scheme: {state} {scheme} v{number}") as book:
        one = _in_state(book, scheme, number, allowed, {"submitted": "submit"}.get(state, state))
        _keep(book, scheme, number, state, reason or "", digest=one.digest)
    return find_version(workspace.lake, scheme, number)


def _keep(book: Deciding, scheme: str, number: int, state: str, reason: str, *, digest: str) -> None:
    words = said(reason, what=REASON, where="--reason") if reason else ""
    book.keep(SCHEME_STATES, scheme=scheme, version=number, state=state, reason=words, digest=digest)


def _in_state(book: Deciding, scheme: str, number: int, allowed: Collection[str], step: str) -> Version:
    one = find_version(book.lake, scheme, number)
    if one.state in allowed:
        return one
    needed = Text(
        " or ".join(STATES[state].en for state in STATES if state in allowed),
        "、".join(STATES[state].zh for state in STATES if state in allowed),
    )
    problem = Text(
        "v{n} is {state}; `{step}` is for a version that is {needed}",
        "v{n} 当前为“{state}”，只有“{needed}”的版本才能执行 `{step}`",
    )
    fix = Text("See `fenji scheme history --scheme {name}`.", "可用 `fenji scheme history --scheme {name}` 查看。")
    raise WorkspaceError(
        problem.fill(n=number, state=STATES[one.state], step=step, needed=needed),
        where=scheme,
        fix=fix.fill(name=scheme),
    )


def _not_known(lake: Lake, scheme: Scheme, *, recalibrate: bool) -> None:
    same = [one for one in versions(lake, scheme.name) if one.written_digest == scheme.digest]
    alive = [one for one in same if one.state != "rejected"]
    if recalibrate or not alive:
        return
    one = alive[-1]
    problem = Text("nothing is new: these words are v{n} already ({state})", "内容没有变化：与 v{n}（{state}）相同")
    fix = Text(
        "Change the file first, roll back to v{n}, or find new cut points with --recalibrate.",
        "请先修改文件；也可回退到 v{n}，或用 --recalibrate 重新计算分界值。",
    )
    raise WorkspaceError(
        problem.fill(n=one.version, state=STATES[one.state]), where=scheme.name, fix=fix.fill(n=one.version)
    )


def _what(scheme: str, number: int) -> Text:
    return Text("{name} v{n}", "{name} v{n}").fill(name=scheme, n=number)
