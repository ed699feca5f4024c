"""Every mistake transition rules can have: tiers that aren't there, standards to keep that nobody needs, calendars."""

from __future__ import annotations

from fenji.language import Text
from fenji.scheme.mistake import kind

TRANSITIONS = (
    kind(
        "keep high",
        Text(
            "{name} is kept from {keep} points, but reached from {start} already: the standard to keep a tier is lower",
            "{name}的保级分为 {keep}，不低于升级分 {start}；保级标准应低于升级标准",
        ),
        Text("Write a score below {start}.", "请写低于 {start} 的分数。"),
    ),
    kind(
        "keep way",
        Text("`keep` says one of from_score and when", "`keep` 需写 from_score 或 when 之一"),
        Text("Write {from_score: 70} or {when: …}.", "请写 {from_score: 70} 或 {when: …}。"),
    ),
    kind(
        "keep score",
        Text(
            "the tiers are reached by rules, so none is kept by a score",
            "等级按规则评定，不能用分数保级",
        ),
        Text("Write `keep: {when: …}`.", "请写 `keep: {when: …}`。"),
    ),
    kind(
        "protects nobody",
        Text(
            "{name} takes everyone who is left: nobody falls below it, so nothing protects it",
            "{name}为兜底等级，不会再降级，无需保护",
        ),
        Text("Remove it.", "请删除。"),
        level="warning",
    ),
    kind(
        "hysteresis rules",
        Text("tiers reached by rules have no cut points for a margin", "按规则定级没有分界值，不能设缓冲带"),
        Text("Remove `hysteresis`; use `keep` or `grace`.", "请删除 `hysteresis`，改用 `keep` 或 `grace`。"),
    ),
    kind(
        "hysteresis wide",
        Text(
            "a margin of {margin} points on both sides is wider than the tier {name} ({width} points)",
            "缓冲带上下各 {margin} 分，比{name}的分数区间（{width} 分）还宽",
        ),
        Text("Choose less than half of the narrowest tier.", "请取小于最窄等级区间一半的分数。"),
        level="warning",
    ),
    kind(
        "deadline",
        Text(
            "`on: {on}` fits no evaluation every {every}",
            "`on: {on}` 不适用于 {every}",
        ),
        Text(
            "Write 25 for `every: month`, 03-31 for `every: year`; the others end on their last day.",
            "按月写 25，按年写 03-31；其余周期以最后一天为准。",
        ),
    ),
    kind(
        "grace one",
        Text("one run is no grace: the first run below the standard ends it", "1 次等于没有宽限期：首次未达标即降级"),
        Text("Write 2 runs or more, or 0.", "请写 2 次以上，或写 0。"),
        level="warning",
    ),
    kind(
        "warns nobody",
        Text(
            "nothing protects any tier, so no end can be seen {days} day{days:s} ahead",
            "没有任何等级受到保护，无法提前 {days} 天提醒",
        ),
        Text("Add a grace, a minimum stay or an evaluation calendar.", "请添加宽限期、最短保留期或评定周期。"),
        level="warning",
    ),
    kind(
        "at_once",
        Text("no transition rule could hold this limit back", "没有升降级规则可以延缓该封顶"),
        Text("Remove `at_once: false`, or add `transitions:`.", "请删除 `at_once: false`，或添加 `transitions:`。"),
        level="warning",
    ),
)
