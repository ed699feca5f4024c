"""`fenji scheme`: the grading standards at hand, in plain words, and what is wrong with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import DONE, MENDABLE, issue_facts, issue_lines
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.errors import Issue
    from fenji.scheme.model import Scheme, Tier

_ORIGINS = {"ready-made": Text("ready-made", "现成标准"), "workspace": Text("workspace", "工作区")}
_FINE = Text("Nothing is wrong with '{name}'.", "“{name}”没有问题。")
_NEXT = Text("In full: fenji scheme show NAME", "查看全文：fenji scheme show 名称")

Name = Annotated[str, typer.Argument(metavar="NAME"), Text("a scheme's name or YAML file", "分级标准名称或 YAML 文件")]


@command(
    "scheme list",
    place=100,
    summary=Text("List the grading standards at hand.", "列出可用的分级标准。"),
    examples=(
        Example("fenji scheme list", Text("ready-made ones and the workspace's own", "现成标准和工作区自己的标准")),
    ),
    keys=(
        Key("schemes[].name", Text("its name", "名称")),
        Key("schemes[].title_zh", Text("its Chinese title", "中文标题")),
        Key("schemes[].title_en", Text("its English title", "英文标题")),
        Key(
            "schemes[].version",
            Text("the newest version graded by; null before the first", "最新版本；尚未定级为 null"),
        ),
        Key(
            "schemes[].published",
            Text("the version that grades; null where none does", "当前发布的版本；没有则为 null"),
        ),
        Key("schemes[].origin", Text("ready-made or workspace", "ready-made 现成、workspace 工作区")),
        Key("schemes[].path", Text("its file; null for a ready-made one", "文件；现成标准为 null")),
    ),
)
def scheme_list(terminal: Terminal) -> Answer:
    """The workspace's standards, or the ready-made ones where there is no workspace."""
    entries = _entries(terminal)

    def show() -> None:
        headings = (
            Heading(Text("Scheme", "分级标准")),
            Heading(Text("Title", "标题")),
            Heading(Text("Version", "版本"), "right", is_whole=True),
            Heading(Text("Published", "已发布"), "right", is_whole=True),
            Heading(Text("From", "来源"), is_whole=True),
        )
        terminal.table(
            headings,
            [
                [
                    entry["name"],
                    entry[f"title_{terminal.lang}"],
                    str(entry["version"] or "-"),
                    str(entry["published"] or "-"),
                    terminal.say(_ORIGINS[entry["origin"]]),
                ]
                for entry in entries
            ],
        )
        terminal.hint(_NEXT)

    return Answer({"schemes": entries}, show)


@command(
    "scheme show",
    place=101,
    summary=Text("Say a grading standard in plain words.", "用通俗文字说明一个分级标准。"),
    examples=(
        Example("fenji scheme show value", Text("criteria, weights, tiers, benefits", "评分项、权重、等级、权益")),
    ),
    keys=(
        Key("name", Text("its name", "名称")),
        Key("title_zh", Text("its Chinese title", "中文标题")),
        Key("title_en", Text("its English title", "英文标题")),
        Key("words_zh", Text("the standard in Chinese", "中文说明")),
        Key("words_en", Text("the standard in English", "英文说明")),
        Key("window", Text("its period", "评估周期")),
        Key("currency", Text("its currency; null where it names none", "币种；未指定为 null")),
        Key("grade_by", Text("score or rules", "score 按评分、rules 按规则")),
        Key("criteria[].name", Text("a criterion", "评分项")),
        Key("criteria[].metric", Text("its metric", "指标")),
        Key("criteria[].weight", Text("its weight, 0 to 1", "权重（0–1）")),
        Key("tiers[].tier", Text("a tier's key, best first", "等级代码，从高到低")),
        Key("tiers[].name_zh", Text("its Chinese name", "中文名称")),
        Key("tiers[].name_en", Text("its English name", "英文名称")),
        Key("tiers[].colour", Text("its colour, #RRGGBB", "颜色 #RRGGBB")),
        Key("tiers[].icon", Text("the shape of its badge", "图标形状")),
        Key("tiers[].from_score", Text("the score it begins at; null without one", "起始分；没有则为 null")),
        Key("tiers[].benefits_zh", Text("its benefits in Chinese", "权益（中文）")),
        Key("tiers[].benefits_en", Text("its benefits in English", "权益（英文）")),
        Key("tiers[].service_zh", Text("its service standard in Chinese", "服务标准（中文）")),
        Key("tiers[].service_en", Text("its service standard in English", "服务标准（英文）")),
    ),
)
def scheme_show(terminal: Terminal, *, name: Name) -> Answer:
    """What counts, how much, and what each tier asks for and is given."""
    from fenji.scheme.describe import describe

    scheme = scheme_of(terminal, name)
    words = describe(scheme)

    def show() -> None:
        terminal.write(lines_verbatim(terminal.say(words)))

    facts = {
        "name": scheme.name,
        "title_zh": scheme.title.zh,
        "title_en": scheme.title.en,
        "words_zh": words.zh,
        "words_en": words.en,
        "window": str(scheme.window),
        "currency": scheme.currency,
        "grade_by": scheme.grade_by,
        "criteria": [
            {"name": one.name, "metric": one.metric, "weight": one.weight_bp / 10_000} for one in scheme.criteria
        ],
        "tiers": [_tier_facts(tier) for tier in scheme.tiers],
    }
    return Answer(facts, show)


@command(
    "scheme check",
    place=102,
    summary=Text("Check a grading standard, with head-counts on your data.", "检查分级标准，并给出本数据上的人数。"),
    examples=(
        Example("fenji scheme check electronics", Text("gaps, overlaps, unknown data", "查找空档、重叠和数据缺失")),
    ),
    keys=(
        Key("name", Text("the scheme", "分级标准")),
        Key("is_usable", Text("true without an issue of level error", "没有错误级问题时为 true")),
        *issue_keys("issues[]"),
    ),
)
def scheme_check(
    terminal: Terminal,
    *,
    name: Name,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY"),
        Text("count heads as of this day; default: the last order's", "按此日期统计人数；默认最后订单日"),
    ] = None,
) -> Answer:
    """All issues at once; exit code 2 where one is an error."""
    day = read_day(as_of)
    issues = _issues(terminal, name, day)
    is_usable = not any(issue.level == "error" for issue in issues)

    def show() -> None:
        if not issues:
            terminal.write(_FINE.fill(name=verbatim(name)))
        for line in issue_lines(issues, terminal.lang):
            terminal.write(line)

    facts = {"name": name, "is_usable": is_usable, "issues": [issue_facts(issue) for issue in issues]}
    return Answer(facts, show, exit_code=DONE if is_usable else MENDABLE)


def _issues(terminal: Terminal, name: str, day: Any) -> list[Issue]:
    from fenji.errors import SchemeIssues
    from fenji.scheme.checks import check
    from fenji.scheme.load import read_scheme, standards

    try:
        if terminal.has_workspace:
            return list(terminal.workspace.check_scheme(name, as_of=day))
        return list(check(standards()[name] if name in standards() else read_scheme(name)))
    except SchemeIssues as mistakes:
        return list(mistakes.issues)


def scheme_of(terminal: Terminal, name: str) -> Scheme:
    """The standard of that name, of the workspace or ready-made, or of a YAML file."""
    if terminal.has_workspace:
        return terminal.workspace.scheme(name)
    from fenji.scheme.load import read_scheme, standard

    return read_scheme(name) if name.endswith((".yaml", ".yml")) else standard(name)


def _entries(terminal: Terminal) -> list[dict[str, Any]]:
    if terminal.has_workspace:
        return [
            _entry(one.name, one.title, version=one.version, published=one.published, origin=one.origin, path=one.path)
            for one in terminal.workspace.schemes()
        ]
    from fenji.scheme.load import standards

    return [_entry(name, scheme.title) for name, scheme in sorted(standards().items())]


def _entry(
    name: str,
    title: Text,
    *,
    version: int | None = None,
    published: int | None = None,
    origin: str = "ready-made",
    path: Any = None,
) -> dict[str, Any]:
    return {
        "name": name,
        "title_zh": title.zh,
        "title_en": title.en,
        "version": version,
        "published": published,
        "origin": origin,
        "path": path,
    }


def _tier_facts(tier: Tier) -> dict[str, Any]:
    return {
        "tier": tier.key,
        "name_zh": tier.name.zh,
        "name_en": tier.name.en,
        "colour": tier.colour,
        "icon": str(tier.icon.shape),
        "from_score": tier.from_score,
        "benefits_zh": tier.benefits.zh,
        "benefits_en": tier.benefits.en,
        "service_zh": tier.service.zh,
        "service_en": tier.service.en,
    }
