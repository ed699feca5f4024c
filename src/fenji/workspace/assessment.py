"""The impact assessment of a standard (个人信息保护影响评估): drafted from what is known, kept three years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import WorkspaceError
from fenji.language import Language, Text, say_count, say_date
from fenji.metrics.metric import METRICS, tables_of
from fenji.scheme.describe import describe
from fenji.tables import CANONICAL
from fenji.workspace import fairness
from fenji.workspace.opting_out import opt_outs
from fenji.workspace.retention import TITLES, Rules
from fenji.workspace.written_file import Version, current, keep, versions

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

FOLDER = "assessments"
YEARS = 3
_FILL = Text("*To be filled in by the company.*", "*由企业填写。*")
_RISKS: Sequence[tuple[Text, Text]] = (
    (
        Text("A grade rests on wrong or missing data.", "等级依据的数据有误或缺失。"),
        Text(
            "Every grade is explained figure by figure; data is corrected with its history; unknown is never nought.",
            "每个等级逐项说明依据；数据可更正并保留历史；未知不按零计。",
        ),
    ),
    (
        Text("Some groups of people are treated worse.", "部分人群受到不利对待。"),
        Text(
            "Sex, age, region and the like are refused as criteria; groups are compared with every published version.",
            "性别、年龄、地区等不得作为评分项；每个发布版本都比较各人群的等级分布。",
        ),
    ),
    (
        Text("Prices differ for the same goods and conditions.", "相同商品与条件下价格不同。"),
        Text(
            "A benefit that is a price is declared, public, never against the better customer, and takes two people.",
            "价格类权益须声明并公开，不得不利于等级更高的客户，并由两人审批。",
        ),
    ),
    (
        Text("A person does not want to be profiled.", "个人不愿接受画像。"),
        Text(
            "They opt out at once, are shown as not graded, and keep the usual terms.",
            "可随时拒绝，随即显示为“未评级”，并按通常条件对待。",
        ),
    ),
    (
        Text("A decision weighs heavily on a person.", "决定对个人有重大影响。"),
        Text(
            "It is never automatic: two people decide, with a reason, and it can be appealed against.",
            "不得仅由系统自动作出：须两人决定并说明理由，个人可申诉。",
        ),
    ),
    (
        Text("Data is seen or taken away by somebody who may not.", "数据被无权者查看或带走。"),
        Text(
            "Rights by role, team and field; masks; a sealed log; large files by two people, marked, for seven days.",
            "按角色、团队与字段授权；脱敏；封存的操作日志；大量导出须两人审批、带标记、七天有效。",
        ),
    ),
)


def draft(workspace: Workspace, result: Result, lang: Language) -> str:
    """The assessment of a run's standard as Markdown, from the workspace as it is now.

    What only the company knows (necessity, legal basis, whether what is left of a risk can be borne) is marked for it
    to fill in. PIPL articles 55 and 56 ask for it before automated decisions and say what it must hold.
    """
    run, scheme = result.run, result.scheme
    tables = sorted({table for one in scheme.measures() for table in tables_of(METRICS.get(one.metric))})
    names = [CANONICAL[name].title.say(lang) for name in tables if name in CANONICAL]
    out = sum(one.holds for one in opt_outs(workspace.lake))
    told = fairness.kept(workspace.folder, run.scheme, run.version)
    rules = Rules.read(workspace.folder).model_dump()
    kept = [TITLES[name].say(lang) for name, length in rules.items() if length is not None]
    what = Text("What is done, and for what", "处理目的与方式")
    parts = [
        _heading(result, lang),
        _part(what, [describe(scheme).say(lang), _FILL.say(lang)], lang),
        _part(Text("Whose data, which, how much", "个人信息主体、种类与数量"), [
            Text("{n} customers were graded; {out} opted out.", "评级客户 {n} 位；{out} 人已拒绝画像。").fill(
                n=say_count(run.customers, lang), out=out).say(lang),
            ("、" if lang == "zh" else ", ").join(names),
        ], lang),
        _part(Text("Is it lawful, justified and necessary?", "是否合法、正当、必要"), [_FILL.say(lang)], lang),
        _part(Text("Groups of people compared", "人群差异"), [_compared(told).say(lang)], lang),
        _part(Text("How long it is kept", "保存期限"), [
            ("、" if lang == "zh" else ", ").join(kept) or Text("No limit is set.", "未设期限。").say(lang)], lang),
        _risks(lang),
        _part(Text("What is left, and who bears it", "剩余风险与结论"), [_FILL.say(lang)], lang),
    ]  # fmt: skip
    return "\n".join(parts)


def assess(workspace: Workspace, result: Result, lang: Language) -> Version:
    """Drafts the assessment and keeps it as the newest version of its file; what was filled in stays a version."""
    name = name_of(result.run.scheme, result.run.version)
    (workspace.folder / FOLDER).mkdir(exist_ok=True)
    before = current(workspace.folder, name).digest
    return keep(workspace.folder, name, draft(workspace, result, lang), expected=before, by=workspace.actor)


def remove(folder: Path, name: str, *, by: str, today: date) -> None:
    """Takes an assessment away once it is three years old; before that it is refused (PIPL article 56).

    It counts from the newest version: what somebody wrote into the file began the time anew.
    """
    known = versions(folder, name)
    if not known or not known[0].digest:
        problem = Text("there is no assessment '{name}'", "没有影响评估“{name}”").fill(name=name)
        raise WorkspaceError(
            problem, where=FOLDER, fix=Text("`fenji privacy assess` makes one.", "可用 `fenji privacy assess` 生成。")
        )
    day = known[0].at.date()
    until = day.replace(year=day.year + YEARS, day=min(day.day, 28))
    if today < until:
        problem = Text("an assessment is kept for three years", "影响评估须至少保存三年")
        fix = Text("It may go from {day} on.", "可于 {day} 之后删除。").fill(day=until)
        raise WorkspaceError(problem, where=name, fix=fix)
    keep(folder, name, "", expected=current(folder, name).digest, by=by)


def name_of(scheme: str, version: int) -> str:
    """The file of a standard's version."""
    return f"{FOLDER}/{scheme}-v{version}.md"


def _heading(result: Result, lang: Language) -> str:
    run = result.run
    title = Text("Impact assessment: {title}", "个人信息保护影响评估：{title}").fill(title=result.scheme.scheme.title)
    drafted = Text(
        "Drafted by fenji on {today}: standard {scheme} v{version}, run {id}, as of {day}.",
        "fenji 于 {today} 起草：标准 {scheme} v{version}，批次 {id}，截至 {day}。",
    ).fill(
        today=datetime.now(UTC).date(), scheme=run.scheme, version=run.version, id=run.id, day=say_date(run.as_of, lang)
    )
    return f"# {title.say(lang)}\n\n{drafted.say(lang)}\n"


def _part(title: Text, lines: Sequence[str], lang: Language) -> str:
    return f"## {title.say(lang)}\n\n" + "\n\n".join(lines) + "\n"


def _compared(told: dict[str, object] | None) -> Text:
    if told is None:
        return Text("Not compared yet: `fenji privacy disparity`.", "尚未比较：`fenji privacy disparity`。")
    attributes = told["attributes"]
    assert isinstance(attributes, list)
    marked = [str(one["attribute"]) for one in attributes if one["is_flagged"]]
    if not marked:
        return Text("Compared; no group is below four fifths of the best.", "已比较；没有人群低于最高组的五分之四。")
    return Text("Compared; to be looked into: {names}.", "已比较；需复核：{names}。").fill(names=", ".join(marked))


def _risks(lang: Language) -> str:
    title = Text("Risks to people, and what is done against them", "对个人权益的影响与保护措施")
    heads = [Text("Risk", "风险").say(lang), Text("What is done", "措施").say(lang)]
    rows = [f"| {risk.say(lang)} | {done.say(lang)} |" for risk, done in _RISKS]
    return f"## {title.say(lang)}\n\n| {heads[0]} | {heads[1]} |\n| --- | --- |\n" + "\n".join(rows) + "\n"
