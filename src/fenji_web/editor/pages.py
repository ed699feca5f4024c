"""The words of the editor's pages, how its histograms are drawn, and what tiers are for the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.library import Text

if TYPE_CHECKING:
    from fenji_web.editor.queries import Preview
    from fenji_web.library import Scheme

HEIGHT = 160


@dataclass(frozen=True)
class Drawing:
    """A histogram as a page draws it, on a field of 1000 × 160: bars (x, y, width, height, colour), a line, cuts.

    `cuts` are the places of the borders; `now` and `was` the counts as text, for the script that draws them anew.
    """

    bars: tuple[tuple[str, str, str, str, str], ...]
    line: str
    cuts: tuple[str, ...]
    now: str
    was: str = ""


def scores_drawn(found: Preview | None, scheme: Scheme) -> Drawing | None:
    """Customers by score after a change, in the colours of the tiers, and before it as a line."""
    if found is None or scheme.grade_by != "score":
        return None
    borders = [(tier.from_score, tier.colour) for tier in scheme.tiers if tier.from_score is not None]
    last = scheme.tiers[-1].colour
    colours = [next((colour for start, colour in borders if score >= start), last) for score in range(len(found.now))]
    cuts = tuple(f"{start * 10:f}" for start, _ in borders)
    return _drawn(found.now, found.was, colours, cuts)


def figure_drawn(spread: library.spread.Spread, starts: Sequence[Decimal]) -> Drawing:
    """Customers by one figure, with where its bands begin. Heights are square roots: few have much of anything."""
    width = spread.high - spread.low
    places = [(start - spread.low) * 1000 / width for start in starts]
    cuts = tuple(f"{min(max(place, Decimal(0)), Decimal(1000)):.1f}" for place in places)
    heights = [isqrt(count * 10_000) for count in spread.counts]
    return _drawn(heights, (), [""] * len(spread.counts), cuts)


def _drawn(now: Sequence[int], was: Sequence[int], colours: Sequence[str], cuts: tuple[str, ...]) -> Drawing:
    most, width = max(*now, *was, 1), 1000 / len(now)
    bars = []
    for number, (count, colour) in enumerate(zip(now, colours, strict=True)):
        height = HEIGHT * count / most
        bars.append((f"{number * width:.2f}", f"{HEIGHT - height:.2f}", f"{width * 0.86:.2f}", f"{height:.2f}", colour))
    steps = [f"H{number * width:.1f}V{HEIGHT - HEIGHT * count / most:.1f}" for number, count in enumerate(was)]
    line = f"M0 {HEIGHT}" + "".join(steps) + "H1000" if was else ""
    return Drawing(tuple(bars), line, cuts, ",".join(map(str, now)), ",".join(map(str, was)))


def _words(pairs: Sequence[tuple[str, str, str]]) -> dict[str, Text]:
    return {key: Text(en, zh) for key, en, zh in pairs}


WORDS = _words(
    (
        ("parts", "Parts of the standard", "标准的各部分"),
        ("whole", "Name and period", "名称与评估周期"),
        ("override_days", "An override lasts at most (days)", "人工调级最长期限（天）"),
        ("override_usual", "as the company allows", "按公司规定"),
        ("criteria", "Criteria", "评分项"),
        ("moving", "Moving between tiers", "升降级"),
        ("limits", "Limits", "封顶与一票否决"),
        ("undo", "Undo", "撤销"),
        ("redo", "Redo", "重做"),
        ("reset", "Start again", "全部还原"),
        ("weights_found", "The weights come from the data or from comparisons in pairs.", "权重由数据或两两比较求得。"),
        ("by_hand", "Set them by hand", "改为手动设置"),
        ("add_criterion", "Add a criterion", "添加评分项"),
        ("remove_criterion", "Remove this criterion", "移除此评分项"),
        ("metric", "Metric", "指标"),
        ("better_higher", "more is better", "越高越好"),
        ("better_lower", "less is better", "越低越好"),
        ("better_neither", "neither is better", "无优劣之分"),
        ("unknown_n", "{n} {n:customer|customers} without this figure", "{n} 位客户无此数据"),
        ("nobody_has_it", "No customer has this figure yet.", "尚无客户有此数据。"),
        ("heights", "height: square root of customers", "柱高：客户数的平方根"),
        ("measuring", "Measuring customers …", "正在计算客户指标……"),
        ("measured", "Measured.", "计算完成。"),
        ("scored_by", "Scored by", "评分方法"),
        ("scorer_quantiles", "equal parts (quantiles)", "等分评分（分位数）"),
        ("scorer_breaks", "natural breaks (Jenks)", "自然断点（Jenks）"),
        ("scorer_bands", "fixed bands", "固定分档"),
        ("scorer_scale", "straight line (min to max)", "线性评分（极差）"),
        ("scorer_rank", "percentile rank", "百分比排名"),
        ("scorer_split", "two halves", "高低二分"),
        ("scorer_decay", "fading with time (half-life)", "按时间衰减（半衰期）"),
        ("own_bins", "Equal parts", "等分数"),
        ("own_half_life", "Half-life in days", "半衰期（天）"),
        ("own_low", "Low end", "低端"),
        ("own_high", "High end", "高端"),
        ("own_at", "Divided at", "划分点"),
        ("own_value", "Value", "数值"),
        ("at_mean", "the mean", "均值"),
        ("at_median", "the median", "中位数"),
        ("at_value", "a value", "指定数值"),
        ("unknown", "Figure not known (NULL)", "数据未知（NULL）时"),
        ("earns", "earns {n} points", "得 {n} 分"),
        ("not_graded", "customer is not graded", "该客户暂不评级"),
        ("band_add", "Divide this band", "拆分此档"),
        ("band_remove", "Remove this band", "删除此档"),
        ("suggest_weights", "Suggest weights", "建议权重"),
        ("pairs_about", "Which of the two counts more, and how much? Or let the customers' own figures decide.",
         "两项中哪一项更重要？程度如何？也可由客户数据求得。"),
        ("pair", "{one} compared with {other}", "{one}与{other}相比"),
        ("way_pairs", "From the comparisons (AHP)", "按两两比较（AHP）"),
        ("way_entropy", "From the data: entropy", "按数据：熵权法"),
        ("way_critic", "From the data: CRITIC", "按数据：CRITIC 法"),
        ("about_pairs", "Weights from comparing the criteria in pairs.", "由两两比较得出的权重。"),
        ("about_entropy", "What tells customers apart weighs more.", "区分度越高，权重越大。"),
        ("about_critic", "What spreads widely and repeats little of the others weighs more.",
         "波动越大、与其他评分项重复越少，权重越大。"),
        ("consistent", "consistent", "通过一致性检验"),
        ("inconsistent", "the comparisons contradict each other", "各比较相互矛盾"),
        ("ratio", "consistency ratio {n}, below 0.1 is good (Saaty 1980)",
         "一致性比率 {n}，小于 0.1 为佳（Saaty 1980）"),
        ("now", "Now", "现在"),
        ("proposed", "Proposed", "建议"),
        ("use_weights", "Use these weights", "采用此权重"),
        ("tier_up", "Move {name} up", "上移{name}"),
        ("tier_down", "Move {name} down", "下移{name}"),
        ("tier_add", "Add a tier above {name}", "在{name}之上添加等级"),
        ("tier_remove", "Remove {name}", "删除{name}"),
        ("looks_good", "Colours and badges are told apart, with colour-blindness too.",
         "颜色与图标均易区分，色觉障碍者也可辨认。"),
        ("badge_text", "Short text (English)", "简称（英文）"),
        ("badge_text_zh", "Short text (Chinese)", "简称（中文）"),
        ("conditions", "Conditions …", "编辑条件…"),
        ("sights", "As they are seen", "各种色觉下的效果"),
        ("mend_badges", "Mend the badges", "自动调整徽章"),
        ("mend_badges_hint", "Changes patterns and colours as little as may be; one step of undo takes it back.",
         "仅对图案和颜色作最小调整，可一步撤销。"),
        ("ideas", "Suggested borders", "分界建议"),
        ("people", "people", "人"),
        ("customers_each", "customers each", "位客户/人"),
        ("show_ideas", "Show", "查看"),
        ("use", "Use", "采用"),
        ("idea_revenue", "{tier}: the customers who bring {n}% of revenue", "{tier}：贡献 {n}% 金额的客户"),
        ("idea_heads", "{tier}: {n} customers, so that {people} people can look after them",
         "{tier}：{n} 位，{people} 人可维护"),
        ("idea_share", "{tier}: the best {n}% of customers", "{tier}：前 {n}% 的客户"),
        ("idea_jenks", "Borders where the scores leave gaps (Jenks)", "按评分的自然断点分界（Jenks）"),
        ("idea_quantiles", "Equally many customers in each tier", "各等级客户数相等"),
        ("idea_pareto", "By cumulative revenue (80 and 95%)", "按累计金额（80%、95%）"),
        ("protect", "Protect from unfair demotion", "避免不合理降级"),
        ("no_protection", "Every run places everybody anew: one weak month costs a tier. Switched on, a customer who "
         "falls below keeps the tier for a while, is warned, and goes down one tier at a time.",
         "每次评级均重新定级，一个淡月即可能降级。开启后，未达标的客户可在宽限期内保留等级、提前收到提醒，并逐级下降。"),
        ("grace", "Below the standard, the tier is kept for", "未达标后保留等级"),
        ("grace_short", "Kept for", "保留"),
        ("grace_of", "How long {name} is kept", "{name}保留多久"),
        ("counted_in", "Counted in", "单位"),
        ("days", "days", "天"),
        ("runs", "runs in a row", "次连续评级"),
        ("demotion", "Then down", "随后降级"),
        ("demotion_of", "How {name} goes down", "{name}如何降级"),
        ("demotion_one_rung", "one tier at a time", "每次一级"),
        ("demotion_straight", "straight to where the score is", "直接降至对应等级"),
        ("warn_days", "Warned so many days before", "提前提醒（天）"),
        ("more_rules", "More rules, and single tiers", "更多规则与单独设置"),
        ("promotion", "Promotion", "升级"),
        ("promotion_at_once", "at once", "达标即升"),
        ("promotion_evaluation", "on the day of evaluation", "评定日才升"),
        ("every", "Demotion is judged", "降级评定时间"),
        ("every_run", "at every run", "每次评级"),
        ("every_month", "monthly", "每月"),
        ("every_quarter", "at the end of a quarter", "每季度末"),
        ("every_half_year", "at the end of a half-year", "每半年末"),
        ("every_year", "yearly", "每年"),
        ("every_anniversary", "on the customer's anniversary", "客户周年日"),
        ("on", "Deadline", "截止日"),
        ("on_hint", "25, or 12-31", "如 25 或 12-31"),
        ("since", "Anniversary of", "周年起算"),
        ("since_registered_on", "becoming a customer", "成为客户之日"),
        ("since_first_order", "the first order", "首次下单之日"),
        ("hysteresis", "Margin around a border (points)", "分界缓冲带（分）"),
        ("minimum_stay", "Held at least (days)", "最短保留（天）"),
        ("stay_short", "At least (days)", "最短（天）"),
        ("stay_of", "How many days {name} is held at least", "{name}最短保留天数"),
        ("keep_short", "Kept from score", "保级分"),
        ("keep_of", "Score that suffices to keep {name}", "保住{name}所需的分数"),
        ("own_rules", "For single tiers", "单独设置"),
        ("own_hint", "Left empty, a tier follows the rules above; its own lower score to keep it is optional.",
         "留空则沿用以上规则；保级分可低于升级分，可不填。"),
        ("as_all", "as above", "同上"),
        ("no_limits", "No limits: nothing holds a good score down. A limit can be a veto, such as many returns.",
         "未设封顶。可设一票否决，例如退货率过高者不得进入高等级。"),
        ("never_above", "never above", "不得高于"),
        ("sign", "Compared how", "比较方式"),
        ("sign_above", "more than", "大于"),
        ("sign_at_least", "at least", "不小于"),
        ("sign_below", "less than", "小于"),
        ("sign_at_most", "at most", "不大于"),
        ("sign_is", "exactly", "等于"),
        ("at_once", "When it takes effect", "何时生效"),
        ("at_once_yes", "at once, whatever the protection", "立即生效，不受保护"),
        ("at_once_no", "after grace, too", "同样适用宽限"),
        ("limit_remove", "Remove this limit", "删除此封顶"),
        ("limit_name", "Name", "名称"),
        ("limit_on", "A limit on", "按指标封顶"),
        ("add_limit", "Add a limit", "添加封顶"),
        ("protected", "Protected", "受保护的客户"),
        ("after_run", "after the run of {day}", "接续 {day} 的批次"),
        ("no_earlier", "There is no run of an earlier day: protection begins with the next one.",
         "没有更早日期的批次：保护自下一批次起生效。"),
        ("nobody_protected", "Today nobody would need it.", "目前没有客户需要保护。"),
        ("protected_n", "{n} {n:customer|customers} would hold another tier than the score alone gives.",
         "{n} 位客户的等级将不同于仅按评分的结果。"),
        ("instead_of", "instead of", "而非"),
        ("who_protected", "Who, the largest revenue first", "具体客户（按金额）"),
    )
)  # fmt: skip
