"""Versions of a standard: draft, submitted, approved, published, retired; who decided what, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.scheme.calibrated import CalibratedScheme
from fenji.tables.decided import SCHEME_STATES
from fenji.workspace.approval import policy_of
from fenji.workspace.decisions import rows

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme
    from fenji.workspace.runs import KeptRun
    from fenji.workspace.workspace import Workspace

State = Literal["draft", "submitted", "reviewed", "approved", "rejected", "published", "retired"]
STATES: dict[str, Text] = {
    "draft": Text("draft", "草稿"),
    "submitted": Text("submitted", "待审批"),
    "reviewed": Text("reviewed, more approvals needed", "已审核，待批准"),
    "approved": Text("approved", "已批准"),
    "rejected": Text("rejected", "已驳回"),
    "published": Text("published", "已发布"),
    "retired": Text("retired", "已停用"),
}
IMPLICIT = Text("published without approval: kept at its first grading", "未经审批发布：首次评级时保存")


@dataclass(frozen=True)
class Act:
    """One decision on a version: the state it brought about, by whom, when and why.

    `is_implicit`: nobody decided it; a workspace without a policy publishes a version by grading with it.
    """

    version: int
    state: State
    actor: str
    decided_at: datetime
    reason: str
    is_implicit: bool = False


@dataclass(frozen=True)
class Version:
    """One version of a standard with everything decided on it, oldest first, and its state now."""

    scheme: str
    version: int
    digest: str
    written_digest: str
    state: State
    acts: tuple[Act, ...]

    def people(self, *states: State) -> tuple[str, ...]:
        """Who brought it into these states, none twice; approvals count since it was submitted last."""
        handed = [number for number, act in enumerate(self.acts) if act.state == "submitted"]
        since = self.acts[handed[-1] :] if handed and "approved" in states else self.acts
        return tuple(dict.fromkeys(act.actor for act in since if act.state in states))


def versions(lake: Lake, scheme: str) -> list[Version]:
    """Every version of a standard with its state, oldest first; none where it was neither drafted nor graded by."""
    kept = _kept(lake, scheme)
    acts: dict[int, list[Act]] = {int(row["version"]): [] for row in kept}
    for row in rows(lake, SCHEME_STATES, "scheme = ?", [scheme]):
        act = Act(int(row["version"]), row["state"], row["actor"], row["decided_at"], row["reason"] or "")
        acts.setdefault(act.version, []).append(act)
    for row in kept:
        if not any(act.state == "draft" for act in acts[int(row["version"])]):
            first = Act(int(row["version"]), "published", row["actor"], row["created_at"], "", is_implicit=True)
            acts[first.version].insert(0, first)
    current = _current(acts)
    return [
        Version(
            scheme,
            number,
            row["digest"],
            row["written_digest"],
            _state(acts[number], number == current),
            tuple(acts[number]),
        )
        for row in kept
        for number in [int(row["version"])]
    ]


def published(lake: Lake, scheme: str) -> Version | None:
    """The version that is published; None where none ever was."""
    return next((one for one in versions(lake, scheme) if one.state == "published"), None)


def history(lake: Lake, scheme: str) -> list[Act]:
    """Who changed what when: every decision on every version of a standard, oldest first."""
    return sorted((act for one in versions(lake, scheme) for act in one.acts), key=lambda act: act.decided_at)


def find_version(lake: Lake, scheme: str, number: int) -> Version:
    """A version by its number; an unknown one is an error with what there is."""
    kept = versions(lake, scheme)
    found = next((one for one in kept if one.version == number), None)
    if found is not None:
        return found
    problem = Text("there is no version v{n} of '{name}'", "“{name}”没有第 v{n} 版").fill(n=number, name=scheme)
    if not kept:
        fix = Text("Make one with `fenji scheme draft {name}`.", "请先运行 `fenji scheme draft {name}`。").fill(
            name=scheme
        )
        raise WorkspaceError(problem, where="scheme", fix=fix)
    near = get_close_matches(f"v{number}", [f"v{one.version}" for one in kept], n=1)
    known = ", ".join(f"v{one.version}" for one in kept)
    fix = Text("Choose one of: {known}.", "可选：{known}。").fill(known=known)
    if near:
        fix = Text("Did you mean {near}? There are: {known}.", "是不是 {near}？现有：{known}。").fill(
            near=near[0], known=known
        )
    raise WorkspaceError(problem, where="scheme", fix=fix)


def body(lake: Lake, scheme: str, number: int) -> CalibratedScheme:
    """A version as it grades: the standard as written with its cut points."""
    find_version(lake, scheme, number)
    sql = "SELECT body FROM lake.main.scheme_versions WHERE scheme = ? AND version = ?"
    return CalibratedScheme.from_json(lake.engine.rows(sql, [scheme, number])[0]["body"])


def with_versions(lake: Lake) -> list[str]:
    """The names of the standards that have versions."""
    if not lake.has("scheme_versions"):
        return []
    found = lake.engine.rows("SELECT DISTINCT scheme FROM lake.main.scheme_versions ORDER BY scheme")
    return [row["scheme"] for row in found]


def run_to_show(lake: Lake, kept: Sequence[KeptRun]) -> KeptRun:
    """Of some runs the one that stands: the newest day's; of several on that day the published version's, last made.

    After a roll-back the version rolled back to stands again, though its run is the older one.
    """
    day = max(one.run.as_of for one in kept)
    last = [one for one in kept if one.run.as_of == day]
    shown = {one.run.scheme: published(lake, one.run.scheme) for one in last} if len(last) > 1 else {}
    made = {r["run_id"]: r["created_at"] for r in lake.engine.rows("SELECT run_id, created_at FROM lake.main.runs")}

    def stands(one: KeptRun) -> bool:
        version = shown.get(one.run.scheme)
        return version is not None and version.version == one.run.version

    return max(last, key=lambda one: (stands(one), made[one.run.id]))


def version_to_grade_by(workspace: Workspace, scheme: Scheme, *, recalibrate: bool = False) -> CalibratedScheme | None:
    """The version that grades for a standard as written; None where a new one is to be made.

    Of several with the same words the published one, else the newest. With a policy only the published version may
    grade: everything else is refused with what to do next.
    """
    lake = workspace.lake
    policy = policy_of(workspace.settings.approval, has_price_effect=scheme.has_price_effect)
    same = [one for one in versions(lake, scheme.name) if one.written_digest == scheme.digest]
    chosen = next((one for one in same if one.state == "published"), same[-1] if same else None)
    if policy is None:
        return None if recalibrate or chosen is None else body(lake, scheme.name, chosen.version)
    if recalibrate:
        raise _unpublished(
            scheme,
            Text(
                "new cut points are a new version, and this workspace approves versions before they grade",
                "重新计算分界值即产生新版本，本工作区要求先审批再评级",
            ),
            Text(
                "Draft it: `fenji scheme draft {name} --recalibrate`.",
                "请运行 `fenji scheme draft {name} --recalibrate`。",
            ),
        )
    if chosen is None or chosen.state != "published":
        raise _not_yet(scheme, chosen, published(lake, scheme.name))
    return body(lake, scheme.name, chosen.version)


def scheme_to_grade_by(workspace: Workspace, named: str, written: Scheme | None) -> Scheme | None:
    """The words that grade when a standard is asked for by its name; `written`: its own file's words (None: no file).

    With a policy the published version, whatever the file says. Without one, a file that says something new holds at
    once; but where a version was published or rolled back to by a decision, and the file is an earlier version's, the
    decision holds.
    """
    now = published(workspace.lake, named)
    if now is None:
        return written
    words = body(workspace.lake, named, now.version).scheme
    if workspace.settings.approval is not None or written is None:
        return words
    decided = [act for act in now.acts if act.state == "published"][-1]
    known = {one.written_digest for one in versions(workspace.lake, named)}
    return words if not decided.is_implicit and written.digest in known else written


def _kept(lake: Lake, scheme: str) -> list[dict[str, Any]]:
    if not lake.has("scheme_versions"):
        return []
    sql = """SELECT version, digest, written_digest, created_at, actor FROM lake.main.scheme_versions
             WHERE scheme = ? ORDER BY version"""
    return lake.engine.rows(sql, [scheme])


def _current(acts: dict[int, list[Act]]) -> int | None:
    """The version that was published last, by a decision or by grading."""
    moments = [(act.decided_at, act.version) for each in acts.values() for act in each if act.state == "published"]
    return max(moments)[1] if moments else None


def _state(acts: Sequence[Act], is_current: bool) -> State:
    if is_current:
        return "published"
    last = acts[-1].state
    return "retired" if any(act.state == "published" for act in acts) else last


def _not_yet(scheme: Scheme, chosen: Version | None, now: Version | None) -> WorkspaceError:
    holds = Text("; v{n} is published", "；当前发布的是 v{n}").fill(n=now.version) if now else Text("", "")
    if chosen is None:
        problem = Text("this standard was never approved{holds}", "该标准尚未经审批{holds}")
        fix = Text(
            "Draft it: `fenji scheme draft {name}`. `fenji simulate` shows what it would do.",
            "请运行 `fenji scheme draft {name}`；可先用 `fenji simulate` 预览效果。",
        )
        return _unpublished(scheme, problem.fill(holds=holds), fix)
    problem = Text("v{n} of this standard is not published ({state}){holds}", "该标准 v{n} 未发布（{state}）{holds}")
    step = {
        "draft": "submit",
        "submitted": "approve",
        "reviewed": "approve",
        "approved": "publish",
        "rejected": "draft",
        "retired": "rollback",
    }
    fix = Text(
        "Next: `fenji scheme {step} v{n} --scheme {name}`.", "下一步：`fenji scheme {step} v{n} --scheme {name}`。"
    )
    if chosen.state == "rejected":
        fix = Text(
            "Mend it and draft it again: `fenji scheme draft FILE`.", "请修改后重新起草：`fenji scheme draft 文件`。"
        )
    return _unpublished(
        scheme,
        problem.fill(n=chosen.version, state=STATES[chosen.state], holds=holds),
        fix.fill(step=step.get(chosen.state, "history"), n=chosen.version),
    )


def _unpublished(scheme: Scheme, problem: Text, fix: Text) -> WorkspaceError:
    return WorkspaceError(problem, where=scheme.name, fix=fix.fill(name=scheme.name))
