"""The words of a tier's rule."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "title": Text("Conditions of {name}", "{name}的入级条件"),
    "about": Text(
        "Whoever meets the conditions, and those of no better tier, is in this tier.",
        "符合以下条件、且不符合更高等级条件的客户属于该等级。",
    ),
    "back": Text("Back to the standard", "返回分级标准"),
    "use": Text("Use these conditions", "采用这些条件"),
    "said": Text("In words", "文字说明"),
    "was": Text("Until now", "原条件"),
    "incomplete": Text("Fill in every line to read it here.", "填完每一行后，此处显示文字说明。"),
    "then": Text(
        "Nothing is saved yet: the editor then shows who would move, as after every change.",
        "现在尚未保存：返回编辑器后，会和其他修改一样显示哪些客户会升降级。",
    ),
    "by_hand": Text(
        "This rule says more than the form can: a group within a group. Change it as text (YAML).",
        "该条件含多层嵌套，表单无法表达，请以文本（YAML）修改。",
    ),
    "to_yaml": Text("Open the text", "打开文本"),
}
