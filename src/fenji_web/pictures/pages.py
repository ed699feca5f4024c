"""What the pages of pictures show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import VALUES, Text
from fenji_web.pictures.forms import SIZES
from fenji_web.pictures.services import FORMS, NAMES
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fenji_web.library import Result, Segmentation
    from fenji_web.pictures.forms import Asked

WORDS = {
    "title": Text("Pictures", "一页图"),
    "about": Text(
        "One page each, ready for the wall or the meeting. Numbers are computed; goals and promises are your words.",
        "每图一页，可直接打印或放映。数字全部由系统计算，目标与承诺由您填写。",
    ),
    "strategy": Text("Customer strategy", "客户管理战略图"),
    "strategy_about": Text(
        "Goals, segments, tiers, lifecycle, journey, actions", "目标、客群、等级、生命周期、旅程与行动"
    ),
    "journey": Text("Customer journey", "客户旅程地图"),
    "journey_about": Text("Touchpoints, feedback, pains and opportunities", "触点、反馈、痛点与机会点"),
    "tiers": Text("Tiers", "客户等级一览"),
    "tiers_about": Text(
        "Badges, thresholds and services, a card for the team", "徽章、入级标准与服务，供团队使用的卡片"
    ),
    "lifecycle": Text("Lifecycle", "客户生命周期"),
    "lifecycle_about": Text("Stages and how customers move between them", "各阶段人数与阶段间的流转"),
    "moves": Text("Moves between tiers", "等级流向"),
    "moves_about": Text("Who rose and fell over the last runs", "近几次评级的升降级流向"),
    "concentration": Text("Who brings the revenue", "金额集中度"),
    "concentration_about": Text("What the best customers bring", "头部客户带来的金额"),
    "size": Text("Size", "画幅"),
    "size_a3": Text("A3", "A3"),
    "size_wide": Text("16:9", "16:9"),
    "tier": Text("Tier", "等级"),
    "language": Text("Language of the pictures", "图的语言"),
    "zh": Text("Chinese", "中文"),
    "en": Text("English", "英文"),
    "all_of": Text("{name}: all", "{name}：全部"),
    "clear": Text("All customers", "全部客户"),
    "edit": Text("Edit", "编辑"),
    "download": Text("Download", "下载"),
    "print": Text("Print", "打印"),
    "again": Text("Draw anew", "重新绘制"),
    "again_about": Text("For data that came after these were drawn", "绘制后又导入新数据时使用"),
    "draw": Text("Draw the pictures", "绘制"),
    "drawing": Text("Being drawn", "正在绘制"),
    "back": Text("All pictures", "全部一页图"),
    "others": Text("Other pictures", "其他图"),
    "nothing": Text("No pictures yet", "还没有图"),
    "nothing_about": Text(
        "Pictures show graded customers. Import orders or a customer list, then grade.",
        "图中展示已评级的客户。请先导入订单或客户名单，再进行评级。",
    ),
    "to_data": Text("Import data", "导入数据"),
    "enlarge": Text("Larger", "放大"),
    "fit": Text("Whole page", "整页"),
}


@dataclass(frozen=True)
class Card:
    """One picture of the gallery: drawn, not drawn for a reason, or still to come."""

    name: str
    title: Text
    about: Text
    is_drawn: bool
    error: Mapping[str, Any] | None


@dataclass(frozen=True)
class Choice:
    """A column that pictures can be narrowed by, with its values and the one chosen."""

    column: str
    label: Text
    values: Sequence[tuple[str, Text]]
    chosen: str


def cards(index: Mapping[str, Any] | None) -> list[Card]:
    """The pictures in the order of the gallery."""
    return [
        Card(name, words(f"pictures.{name}"), words(f"pictures.{name}_about"),
             index is not None and name in index and index[name] is None, (index or {}).get(name))
        for name in NAMES
    ]  # fmt: skip


def tools(
    asked: Asked, choices: Mapping[str, Sequence[str]], key: str, *, result: Result, folder: Path
) -> dict[str, Any]:
    """What every page of pictures is chosen by: sizes, languages, customers."""
    chosen, own = dict(asked.where), {one.name: one for one in library.segmentations_in(folder)}
    return {
        "asked": asked,
        "query": asked.address(),
        "drawn_query": f"{asked.address()}&drawn={key}",
        "size_class": "sheet-a3" if asked.size == SIZES[0] else "sheet-wide",
        "sizes": [(words(f"pictures.size_{name}"), asked.address(size=one), one == asked.size)
                  for one, name in zip(SIZES, ("a3", "wide"), strict=True)],
        "langs": [(words(f"pictures.{one}"), asked.address(language=one), one == asked.lang) for one in ("zh", "en")],
        "choices": [_choice(column, values, chosen.get(column, ""), result, own) for column, values in choices.items()],
        "forms": list(FORMS),
    }  # fmt: skip


def _choice(column: str, values: Sequence[str], chosen: str, result: Result, own: Mapping[str, Segmentation]) -> Choice:
    """A column with its values as people call them."""
    if column == "tier":
        names = {tier.key: tier.name for tier in result.scheme.scheme.tiers}
        return Choice(column, words("pictures.tier"), [(key, names[key]) for key in names if key in values], chosen)
    if column in own:
        listed = [(one.key, one.name) for one in own[column].segments() if one.key in values]
        return Choice(column, own[column].title, listed, chosen)
    named = [(value, VALUES.get(value, library.same(value))) for value in values]
    return Choice(column, library.ATTRIBUTES[column].label, named, chosen)
