"""Every mistake a standard can have: its code, how grave it is, what is wrong and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from fenji.errors import Issue
from fenji.language import Text
from fenji.scheme.mistake import Mistake
from fenji.scheme.mistake import kind as _mistake
from fenji.scheme.wording_judgements import JUDGEMENTS
from fenji.scheme.wording_metrics import METRICS
from fenji.scheme.wording_prices import PRICES
from fenji.scheme.wording_transitions import TRANSITIONS
from fenji.scheme.wording_weights import WEIGHTS


def found(key: str, **values: object) -> Issue:
    """The issue of a kind, its words filled in; its place is known to the draft."""
    kind = MISTAKES[key]
    return Issue(kind.level, "", kind.problem.fill(**values), kind.fix.fill(**values), kind.code)


MISTAKES: Mapping[str, Mistake] = dict(
    (
        _mistake(
            "form",
            Text("this is no grading standard", "这不是分级标准"),
            Text(
                "Start with `name:`, `title:`, `criteria:`, `tiers:`.",
                "请写 `name:`、`title:`、`criteria:`、`tiers:`。",
            ),
        ),
        _mistake(
            "form list",
            Text("`{name}` is a list", "`{name}` 应为列表"),
            Text("Begin every entry with `- `.", "每一项以 `- ` 开头。"),
        ),
        _mistake(
            "twice",
            Text("'{name}' is written twice", "“{name}”重复出现"),
            Text("Keep one of them.", "请保留其中一个。"),
        ),
        _mistake(
            "currency",
            Text("'{name}' is no currency", "“{name}”不是货币代码"),
            Text("Write three letters: CNY.", "请写三个字母，如 CNY。"),
        ),
        _mistake(
            "currency none",
            Text(
                "'{name}' is compared with money, but the scheme names no currency",
                "“{name}”与金额比较，但标准未写明货币",
            ),
            Text("Add `currency: CNY` at the top.", "请在开头添加 `currency: CNY`。"),
        ),
        _mistake(
            "protected",
            Text(
                "'{name}' may not decide a grade: it says who a person is, not what they did",
                "“{name}”不得用于评级：它描述客户是谁，而不是客户的行为",
            ),
            Text("Remove it; it may be used in segments, filters and charts.", "请删除；可在客群、筛选与图表中使用。"),
        ),
        _mistake(
            "date",
            Text("'{name}' is a day and cannot be compared with numbers", "“{name}”是日期，不能与数值比较"),
            Text("Use recency_days or tenure_days.", "请改用 recency_days 或 tenure_days。"),
        ),
        _mistake(
            "direction",
            Text("'{name}' has no better end of its own", "“{name}”本身没有好坏方向"),
            Text("Add `better: higher` or `better: lower`.", "请添加 `better: higher` 或 `better: lower`。"),
        ),
        _mistake(
            "weights",
            Text("the weights add up to {total}, not 100%", "权重合计为 {total}，应为 100%"),
            Text("Change them so that they make 100%.", "请调整权重，使合计为 100%。"),
        ),
        _mistake(
            "too_many_tiers",
            Text("{n} tiers; a standard has at most {most}", "共有 {n} 个等级；一个标准最多 {most} 个等级"),
            Text("Merge neighbouring tiers.", "请合并相邻等级。"),
        ),
        _mistake(
            "many_criteria",
            Text(
                "{n} criteria; people cannot weigh more than nine against each other",
                "共有 {n} 个评分项，超过九项时权重难以把握",
            ),
            Text("Merge or drop the lightest.", "请合并或删去权重最低的几项。"),
            level="warning",
        ),
        _mistake(
            "duplicate",
            Text("two criteria are called '{name}'", "两个评分项同名：“{name}”"),
            Text("Give this one another `name:`, or remove it.", "请用 `name:` 另起名称，或删除。"),
        ),
        _mistake(
            "duplicate key",
            Text("'{name}' is used twice in `{section}`", "`{section}` 中“{name}”重复"),
            Text("Names are unique: change one.", "名称不能重复，请修改其一。"),
        ),
        _mistake(
            "overlap start",
            Text("two bands begin at the same value", "两个分档的起点相同"),
            Text("Give every band its own `from`.", "请为每个分档写不同的 `from`。"),
        ),
        _mistake(
            "overlap",
            Text("the bands overlap from {low} to {high}", "分档在 {low} 至 {high} 之间有重叠"),
            Text("Let each band begin where the one below ends.", "请使每档的起点等于下一档的终点。"),
        ),
        _mistake(
            "gap",
            Text("the bands have a gap from {low} to {high}", "分档在 {low} 至 {high} 之间有空档"),
            Text("Let each band begin where the one below ends.", "请使每档的起点等于下一档的终点。"),
        ),
        _mistake(
            "order bands",
            Text(
                "the bands stand neither rising nor falling: {cut} is out of order", "分界值次序混乱：{cut} 的位置不对"
            ),
            Text("Write them from the lowest to the highest.", "请由低到高书写。"),
        ),
        _mistake(
            "gap above",
            Text("values from {low} on are in no band", "{low} 及以上不属于任何分档"),
            Text("Leave `to` off the highest band.", "最高一档请不写 `to`。"),
        ),
        _mistake(
            "band",
            Text("the band ends before it begins", "分档的终点不大于起点"),
            Text("Write `to` larger than `from`.", "`to` 必须大于 `from`。"),
        ),
        _mistake(
            "no_tiers",
            Text("the standard has no tiers", "标准没有等级"),
            Text("Add `tiers:`, the best first.", "请添加 `tiers:`，由高到低。"),
        ),
        _mistake(
            "no_criteria",
            Text("graded by score, but there are no criteria", "按评分定级，但没有评分项"),
            Text("Add `criteria:`, or write `grade_by: rules`.", "请添加 `criteria:`，或写 `grade_by: rules`。"),
        ),
        _mistake(
            "looks",
            Text("{a} and {b} have the same {what}", "“{a}”与“{b}”的{what}相同"),
            Text("Change one, so that they are told apart.", "请修改其一，以便区分。"),
            level="warning",
        ),
        _mistake(
            "rest",
            Text("'{name}' takes the rest and has {way} too", "“{name}”既接收其余客户，又写了 {way}"),
            Text("Keep either `rest: true` or `{way}`.", "`rest: true` 与 `{way}` 只保留一个。"),
        ),
        _mistake(
            "no_way",
            Text("nobody can reach '{name}': it has no {way}", "“{name}”没有写 {way}，无人能达到"),
            Text("Add `{way}:`, or `rest: true` for the last tier.", "请添加 `{way}:`；最后一级可写 `rest: true`。"),
        ),
        _mistake(
            "unused",
            Text("`{way}` of '{name}' is not used: graded by {by}", "“{name}”的 `{way}` 不起作用（grade_by: {by}）"),
            Text("Remove it, or change `grade_by`.", "请删除，或修改 `grade_by`。"),
            level="warning",
        ),
        _mistake(
            "unreachable below",
            Text(
                "'{name}' takes everyone who is left, so nobody reaches the tiers below it",
                "“{name}”接收其余所有客户，其下的等级无人能达到",
            ),
            Text("Only the last tier takes the rest.", "只有最后一级可写 `rest: true`。"),
        ),
        _mistake(
            "unreachable rule",
            Text(
                "nobody can meet the rule of '{name}': its limits exclude each other",
                "“{name}”的条件互相矛盾，无人能满足",
            ),
            Text("Check above and below.", "请检查上下限。"),
        ),
        _mistake(
            "unreachable shadow",
            Text(
                "nobody reaches '{name}': whoever meets its rule meets that of '{above}' first",
                "“{name}”无人能达到：满足其条件的客户已先满足“{above}”",
            ),
            Text("Loosen this rule or tighten that one.", "请放宽本级条件，或收紧上一级条件。"),
        ),
        _mistake(
            "unreachable score",
            Text("nobody reaches '{name}': the highest score is {most}", "“{name}”无人能达到：最高可得 {most} 分"),
            Text("Lower `from_score`.", "请降低 `from_score`。"),
        ),
        _mistake(
            "no_default",
            Text("whoever does not reach '{name}' gets no tier", "达不到“{name}”的客户没有等级"),
            Text("Let the last tier take the rest: `rest: true`.", "请在最后一级写 `rest: true`。"),
        ),
        _mistake(
            "order",
            Text(
                "'{name}' begins at {low}, not below '{above}' at {high}",
                "“{name}”自 {low} 分起，不低于上一级“{above}”的 {high} 分",
            ),
            Text("Write the tiers best first, scores falling.", "等级由高到低书写，分数依次降低。"),
        ),
        _mistake(
            "order zero", Text("a score is never below 0", "分数不会低于 0"), Text("Write 0 to 100.", "请写 0 至 100。")
        ),
        _mistake(
            "unknown_for_all",
            Text(
                "{name} is unknown for every customer and is left out; its weight goes to the others",
                "“{name}”对所有客户都未知，不计入；其权重分给其余各项",
            ),
            Text("Import the data it needs, or remove the criterion.", "请导入所需数据，或删去该评分项。"),
            level="warning",
        ),
        _mistake(
            "stated",
            Text(
                "'{name}' of {n} customer{n:s} ({share}) is stated by a customer list, not computed from orders{more}",
                "“{name}”有 {n} 位客户({share})取自名单的填报数据，而非由订单计算{more}",
            ),
            Text(
                "Import their orders; where the list is right, say which period it is for (stated_window).",
                "请导入订单；如以名单为准，请在导入时注明统计周期(stated_window)。",
            ),
            level="note",
        ),
        _mistake(
            "unknown_for_many",
            Text("{name} is unknown for {share} of the customers ({n})", "“{name}”对 {share} 的客户未知（{n} 位）"),
            Text("They earn what `unknown` says; is that meant?", "这些客户按 `unknown` 计分，请确认是否合适。"),
            level="warning",
        ),
        _mistake(
            "ties",
            Text(
                "{name}: many customers have the same value, so part {empty} of {all} cannot be reached; "
                "the parts hold {shares}",
                "“{name}”：许多客户数值相同，{all} 等份中的第 {empty} 份无人能达到；各份实际占比 {shares}",
            ),
            Text(
                "Equal values keep equal points. Fewer bins or fixed bands would spread them.",
                "数值相同得分必相同；可减少等份数，或改用固定分档。",
            ),
            level="note",
        ),
        _mistake(
            "nobody",
            Text("nobody among the customers reaches {name}", "现有客户中无人达到“{name}”"),
            Text("Look at its limits.", "请检查其界限。"),
            level="warning",
        ),
        _mistake(
            "literal_gap",
            Text("gap: {where}: {n} customer{n:s} ({share})", "空档：{where}：{n} 位客户（{share}）"),
            Text("Read literally: no tier; by the rule in use: {taken}.", "按字面：没有等级；按现行规则：{taken}。"),
            level="note",
        ),
        _mistake(
            "literal_overlap",
            Text("overlap: {where}: {n} customer{n:s} ({share})", "重叠：{where}：{n} 位客户（{share}）"),
            Text(
                "Read literally: several tiers; by the rule in use: {taken}.",
                "按字面：同属多个等级；按现行规则：{taken}。",
            ),
            level="note",
        ),
        _mistake(
            "literal_gaps",
            Text(
                "read literally, the standard leaves {n} of {all} customers ({share}) without a tier",
                "按字面理解，{all} 位客户中有 {n} 位（{share}）没有等级",
            ),
            Text(
                "In use is {reading}. Or grade by score: `grade_by: score` with `from_score` for each tier.",
                "现行读法：{reading}。也可按评分定级：写 `grade_by: score` 并为各级写 `from_score`。",
            ),
            level="warning",
        ),
        *WEIGHTS,
        *METRICS,
        *JUDGEMENTS,
        *PRICES,
        *TRANSITIONS,
    )
)
