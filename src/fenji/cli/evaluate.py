"""`fenji scheme evaluate`: which standard would have predicted best on past days, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.preview import show_simulated
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import SchemeError, UnknownName
from fenji.language import Text, say_count, say_date, say_number, say_share

if TYPE_CHECKING:
    from fenji.review.evaluate import Rated
    from fenji.review.resample import Estimate
    from fenji.review.verdict import Comparison, Evaluation
    from fenji.workspace.evaluating import Trial

_EVERY = ("month", "quarter", "half_year", "year")
_MEASURES = ("gini", "spearman", "caught")
_HEAD = Text("Graded as of {days}, against net revenue of the next {n} day{n:s} · {customers} customer{customers:s}",
             "按 {days} 评级，对照其后 {n} 天的购买金额 · {customers} 位客户")  # fmt: skip
_MANY = Text("{n} day{n:s} from {first} to {last}", "{first} 至 {last} 的 {n} 个日期")
_BASELINE = Text("{title} (baseline)", "{title}（基线）")
_INTERVALS = Text(
    "Brackets: 95% intervals, customers drawn anew {n} times (seed {seed}). Cut points were found on each day with "
    "what was known then.",
    "括号内为 95% 区间：客户重抽 {n} 次（种子 {seed}）。各日期的分界值只用当时已知的数据计算。",
)


@command(
    "scheme evaluate",
    place=107,
    summary=Text("Try schemes on past days: which predicts best, and how sure.",
                 "用历史数据回测各分级标准：哪个预测最好、是否可靠。"),
    about=Text(
        "Each scheme grades as of a past day with what was known then; its order of customers is compared with what "
        "they bought in the days after, beside naive baselines: last period's revenue, last year's, orders, RFM sum. "
        "Where the interval of a difference includes 0 the report says that it cannot tell.",
        "各标准用当时已知的数据在历史日期评级，再把客户的先后与其后的购买金额对照，并与朴素基线比较：上一周期金额、近一年"
        "金额、订单数、RFM 总和。差异的区间包含 0 时，报告会说明无法判断。",
    ),
    examples=(
        Example("fenji scheme evaluate --cut 2017-09-30 --horizon 90",
                Text("the ready-made three on one day", "三个现成标准，一个日期")),
        Example("fenji scheme evaluate --schemes value,my.yaml --every quarter",
                Text("two standards, averaged over quarters", "两个标准，各季度平均")),
    ),
    keys=(
        Key("cuts[]", Text("the days graded as of", "评级日期")),
        Key("horizon_days", Text("how many days after count", "其后计入的天数")),
        Key("is_simulated", Text("true where the data is simulated", "是否为模拟数据")),
        Key("heads", Text("the share of customers all scores are compared at, 0 to 1", "统一比较的客户占比（0–1）")),
        Key("by", Text("the measure that decides", "用于评判的指标")),
        Key("scores[].name", Text("a scheme or baseline, best first", "标准或基线，从好到差")),
        Key("scores[].title_zh", Text("its Chinese title", "中文标题")),
        Key("scores[].title_en", Text("its English title", "英文标题")),
        Key("scores[].is_baseline", Text("whether it is a naive baseline", "是否为朴素基线")),
        Key("scores[].customers", Text("customers it graded", "评级客户数")),
        Key("scores[].coverage", Text("their share of all customers, 0 to 1", "覆盖率（0–1）")),
        Key("scores[].spearman", Text("rank correlation; null where it cannot be told", "秩相关；无法判断为 null")),
        Key("scores[].gini", Text("concentration of later revenue along the score", "后续金额沿评分的集中度")),
        Key("scores[].caught", Text("later revenue caught by the best `heads` of customers",
                                    "前若干比例客户捕获的后续金额")),
        *(Key(f"scores[].{name}.{end}", meaning) for name in ("spearman", "gini", "caught") for end, meaning in (
            ("value", Text("the figure", "数值")), ("low", Text("lower end of its 95% interval", "95% 区间下限")),
            ("high", Text("upper end", "上限")))),
        Key("scores[].top", Text("the best tier; null for a baseline", "最高等级；基线为 null")),
        Key("scores[].top.heads", Text("its share of customers, 0 to 1", "客户占比（0–1）")),
        Key("scores[].top.revenue", Text("its share of later revenue, 0 to 1", "后续金额占比（0–1）")),
        Key("scores[].top.low", Text("lower end of its 95% interval", "95% 区间下限")),
        Key("scores[].top.high", Text("upper end", "上限")),
        Key("scores[].top.lift", Text("revenue share over head-count share", "金额占比与客户占比之比")),
        Key("scores[].flapping", Text("share of customers whose tier left and came back; null where untold",
                                      "等级变动后又变回的客户占比；无法计算为 null")),
        Key("verdicts[].name", Text("the best scheme", "最好的标准")),
        Key("verdicts[].other", Text("what it is compared with", "比较对象")),
        Key("verdicts[].answer", Text("better, worse or cannot tell", "better 更好、worse 更差、cannot tell 无法判断")),
        Key("verdicts[].difference", Text("the difference by the measure that decides", "按评判指标的差异")),
        *(Key(f"verdicts[].difference.{end}", meaning) for end, meaning in (
            ("value", Text("the difference", "差异")), ("low", Text("lower end of its 95% interval", "95% 区间下限")),
            ("high", Text("upper end", "上限")))),
        Key("words_zh[]", Text("the report in Chinese", "中文结论")),
        Key("words_en[]", Text("the report in English", "英文结论")),
        Key("seed", Text("the seed of the intervals", "区间的随机种子")),
    ),
)  # fmt: skip
def scheme_evaluate(
    terminal: Terminal,
    *,
    schemes: Annotated[
        str, typer.Option("--schemes", metavar="A,B,C"), Text("schemes or YAML files", "分级标准名称或 YAML 文件")
    ] = "value,abcd,hml",
    cut: Annotated[
        list[str] | None,
        typer.Option("--cut", metavar="DAY"),
        Text("a day to grade as of; may be given again; default: the horizon before the last order",
             "评级日期，可多次使用；默认为最后订单日之前一个预测期"),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="|".join(_EVERY)),
        Text("every end of such a period instead (with --cut: from that day on)",
             "按周期末逐期回测（与 --cut 合用：自该日起）"),
    ] = None,
    horizon: Annotated[
        int, typer.Option("--horizon", metavar="DAYS"), Text("how many days after count", "其后计入的天数")
    ] = 90,
    heads: Annotated[
        str,
        typer.Option("--heads", metavar="20%"),
        Text("the share of customers at which all are compared", "统一比较的客户占比"),
    ] = "20%",
    by: Annotated[
        str, typer.Option("--by", metavar="|".join(_MEASURES)), Text("the measure that decides", "用于评判的指标")
    ] = "gini",
    seed: Annotated[
        int, typer.Option("--seed", metavar="N"), Text("another draw of the intervals", "区间的随机种子")
    ] = 0,
) -> Answer:  # fmt: skip
    """Reads the lake only."""
    trial = _trial(schemes=schemes, cuts=cut, every=every, horizon=horizon, heads=heads, by=by, seed=seed)
    with terminal.progress() as progress:
        found = terminal.workspace.evaluate(trial, progress=progress)

    def show() -> None:
        _show(found, trial, terminal)

    return Answer(_facts(found, trial, is_simulated=terminal.workspace.settings.is_simulated), show)


def _trial(
    *, schemes: str, cuts: list[str] | None, every: str | None, horizon: int, heads: str, by: str, seed: int
) -> Trial:
    from fenji.review.verdict import Measure
    from fenji.workspace.evaluating import Trial

    if by not in get_args(Measure):
        raise UnknownName(Text("measure", "指标"), by, known=get_args(Measure), where="--by")
    if every is not None and every.replace("-", "_") not in _EVERY:
        raise UnknownName(Text("period", "周期"), every, known=_EVERY, where="--every")
    if horizon < 1 or seed < 0:
        problem = Text("{n} is too small", "{n} 过小").fill(n=min(horizon, seed))
        fix = Text("Give 1 day or more, and a seed of 0 or more.", "天数至少为 1，种子至少为 0。")
        raise SchemeError(problem, where="--horizon" if horizon < 1 else "--seed", fix=fix)
    return Trial(
        schemes=tuple(name.strip() for name in schemes.replace("，", ",").split(",") if name.strip()),
        cuts=tuple(day for words in cuts or () if (day := read_day(words, option="--cut")) is not None),
        every=every and every.replace("-", "_"),  # type: ignore[arg-type]
        horizon=horizon,
        heads=_share(heads),
        by=by,  # type: ignore[arg-type]
        seed=seed,
    )


def _share(words: str) -> float:
    plain = words.strip()
    try:
        share = float(plain.rstrip("%％")) / (100 if plain.endswith(("%", "％")) else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        problem = Text("'{words}' is no share of customers", "“{words}”不是客户占比").fill(words=words)
        raise SchemeError(problem, where="--heads", fix=Text("Write 20% or 0.2.", "请写 20% 或 0.2。"))
    return share


def _show(found: Evaluation, trial: Trial, terminal: Terminal) -> None:
    lang, cuts = terminal.lang, found.cuts
    days = Text(say_date(cuts[0], "en"), say_date(cuts[0], "zh"))
    if len(cuts) > 1:
        days = _MANY.fill(n=len(cuts), first=say_date(cuts[0], lang), last=say_date(cuts[-1], lang))
    customers = max(day.customers for day in found.days)
    terminal.write(_HEAD.fill(days=days, n=found.horizon, customers=say_count(customers, lang)))
    show_simulated(terminal)
    terminal.title(Text("Best first", "从好到差"))
    _show_scores(found, terminal)
    terminal.title(Text("What that says", "结论"))
    for sentence in found.words():
        terminal.write(verbatim(terminal.say(sentence)))
    terminal.hint(_INTERVALS.fill(n=trial.samples, seed=trial.seed))


def _show_scores(found: Evaluation, terminal: Terminal) -> None:
    heads = say_share(found.heads, terminal.lang)
    headings = (
        Heading(Text("Score", "评分")),
        Heading(Text("Gini", "集中度"), "right"),
        Heading(Text("Spearman", "秩相关"), "right"),
        Heading(Text("Best {n} catch", "前{n}捕获").fill(n=heads), "right"),
        Heading(Text("Top tier", "最高等级"), "right"),
        Heading(Text("Flapping", "反复"), "right", is_whole=True),
        Heading(Text("Graded", "覆盖"), "right", is_whole=True),
    )
    terminal.table(headings, [_line(one, terminal) for one in found.ranked()])


def _line(one: Rated, terminal: Terminal) -> list[str]:
    lang = terminal.lang
    title = _BASELINE.fill(title=one.predictor.title) if one.predictor.is_baseline else one.predictor.title
    top = "-"
    if one.top is not None:
        lift = "-" if one.top.lift is None else say_number(one.top.lift, lang, decimals=1)
        heads, revenue = (say_share(share, lang, decimals=1) for share in (one.top.heads, one.top.revenue.value))
        top = f"{heads} → {revenue} (×{lift})"
    return [
        terminal.say(title),
        _figure(one.figures["gini"]),
        _figure(one.figures["spearman"]),
        _caught(one.figures["caught"], terminal),
        top,
        "-" if one.flapping is None else say_share(one.flapping, lang, decimals=1),
        say_share(one.coverage, lang, decimals=1),
    ]


def _figure(figure: Estimate | None) -> str:
    if figure is None:
        return "-"
    ends = "" if figure.low is None else f" ({figure.low:.2f}–{figure.high:.2f})"
    return f"{figure.value:.3f}{ends}"


def _caught(figure: Estimate | None, terminal: Terminal) -> str:
    return "-" if figure is None else say_share(figure.value, terminal.lang, decimals=1)


def _facts(found: Evaluation, trial: Trial, *, is_simulated: bool) -> dict[str, Any]:
    words = found.words()
    return {
        "cuts": list(found.cuts),
        "horizon_days": found.horizon,
        "is_simulated": is_simulated,
        "heads": found.heads,
        "by": found.by,
        "scores": [_score_facts(one) for one in found.ranked()],
        "verdicts": [_verdict_facts(one) for one in found.verdicts()],
        "words_zh": [one.zh for one in words],
        "words_en": [one.en for one in words],
        "seed": trial.seed,
    }


def _score_facts(one: Rated) -> dict[str, Any]:
    top = one.top
    return {
        "name": one.predictor.name,
        "title_zh": one.predictor.title.zh,
        "title_en": one.predictor.title.en,
        "is_baseline": one.predictor.is_baseline,
        "customers": one.customers,
        "coverage": round(one.coverage, 6),
        **{name: _estimate_facts(figure) for name, figure in one.figures.items()},
        "top": None if top is None else {
            "heads": round(top.heads, 6), "revenue": round(top.revenue.value, 6), "low": _short(top.revenue.low),
            "high": _short(top.revenue.high), "lift": _short(top.lift),
        },
        "flapping": _short(one.flapping),
    }  # fmt: skip


def _verdict_facts(one: Comparison) -> dict[str, Any]:
    return {"name": one.name, "other": one.other, "answer": one.answer, "difference": _estimate_facts(one.difference)}


def _estimate_facts(figure: Estimate | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {"value": _short(figure.value), "low": _short(figure.low), "high": _short(figure.high)}


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
