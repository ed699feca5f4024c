"""What the strategy's pages show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import ATTRIBUTES, Text
from fenji_web.strategy import services
from fenji_web.strategy.forms import LISTS, Mistake, fix_of
from fenji_web.ui.language import current
from fenji_web.ui.versions import versions_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fenji_web.library import Current, Language, Result, Version
    from fenji_web.strategy.services import Read

_LISTED = ("province", "industry", "kind", "age_band", "income", "country", "lifestyle", "customer_source", "owner")
WORDS = {
    "title": Text("Strategy picture", "客户管理战略图"),
    "about": Text(
        "Write goals, promises and actions; the picture beside them follows what you write.",
        "填写目标、承诺与行动；右侧的图会随之重新绘制。",
    ),
    "form": Text("Form", "表单"),
    "yaml": Text("YAML", "YAML"),
    "versions": Text("Versions", "历史版本"),
    "heading": Text("Heading", "标题与品牌"),
    "picture_title": Text("Title", "标题"),
    "company": Text("Company", "公司名称"),
    "slogan": Text("Slogan", "口号"),
    "colour": Text("Colour", "颜色"),
    "colour_pick": Text("Choose a colour", "选择颜色"),
    "colour_empty": Text("the company's", "使用公司设置"),
    "logo": Text("Logo", "标志"),
    "logo_company": Text("the company's", "使用公司设置"),
    "logo_upload": Text("Upload a logo", "上传标志"),
    "zh": Text("Chinese", "中文"),
    "en": Text("English", "英文"),
    "goals": Text("Goals", "目标"),
    "goals_about": Text("at most {n}; measured where you name a measure", "最多 {n} 项；选择指标后自动对照现状"),
    "goal": Text("Goal", "目标"),
    "measure": Text("Measure", "指标"),
    "no_measure": Text("not measured", "不设指标"),
    "choose_measure": Text("choose a measure", "选择指标"),
    "target": Text("Target", "目标值"),
    "target_hint": Text("500 or 12%", "500 或 12%"),
    "by": Text("Wanted by", "期限"),
    "promises": Text("Promise to each tier", "对各等级的承诺"),
    "promises_about": Text("left empty, the standard's service stands there", "留空则采用分级标准中的服务标准"),
    "promise": Text("Promise for {tier}", "对{tier}的承诺"),
    "actions": Text("Actions", "行动"),
    "actions_about": Text("what, who, by when", "做什么、谁负责、何时完成"),
    "action": Text("Action", "行动"),
    "tier": Text("Tier", "等级"),
    "owner": Text("Owner", "负责人"),
    "due": Text("Due", "截止日期"),
    "aims": Text("Evaluation", "效果评估"),
    "aims_about": Text("targets the run is held against", "用于对照本期结果的目标值"),
    "practices": Text("Best practices", "最佳实践"),
    "practices_about": Text("at most {n}; left out of the picture when empty", "最多 {n} 条；留空则不显示"),
    "practice": Text("Practice", "做法"),
    "segments": Text("Segments to show", "展示的客群"),
    "segments_about": Text(
        "up to three lists; automatic takes what the run knows best", "最多三组；选“自动”则取资料最全的客群"
    ),
    "by_itself": Text("automatic", "自动"),
    "segment": Text("List {n}", "第 {n} 组"),
    "add_goal": Text("Add a goal", "添加目标"),
    "add_action": Text("Add an action", "添加行动"),
    "add_aim": Text("Add a target", "添加评估指标"),
    "add_practice": Text("Add a practice", "添加做法"),
    "up": Text("Up (Alt ↑)", "上移（Alt ↑）"),
    "down": Text("Down (Alt ↓)", "下移（Alt ↓）"),
    "remove": Text("Remove (Alt Delete)", "删除（Alt Delete）"),
    "drag": Text("Drag to another place", "拖动以调整顺序"),
    "removed": Text("Removed.", "已删除。"),
    "undo": Text("Undo", "撤销"),
    "preview": Text("Preview", "预览"),
    "size": Text("Size", "画幅"),
    "language": Text("Language of the picture", "图的语言"),
    "enlarge": Text("Larger", "放大"),
    "close": Text("Close", "关闭"),
    "drawing": Text("Drawing", "正在绘制"),
    "drawn": Text("As you have written it", "与当前填写一致"),
    "waits": Text("Waits for: {job}", "正在等待：{job}"),
    "to_mend": Text("Correct what is marked; then it is drawn again", "请先改正标出的内容，图会随后更新"),
    "lost": Text("The server does not answer", "服务器没有响应"),
    "unsaved": Text("not saved yet", "尚未保存"),
    "note": Text("What is new (optional)", "本次修改说明（选填）"),
    "save": Text("Save as a version", "保存为新版本"),
    "saved": Text("Saved as version {n}.", "已保存为第 {n} 版。"),
    "download_yaml": Text("Download YAML", "下载 YAML"),
    "yaml_about": Text(
        "The file itself, as it rests in the workspace. Comments stay.", "即工作区中的文件本身，注释会保留。"
    ),
    "yaml_file": Text("Or a file", "或选择文件"),
    "yaml_text": Text("Text of the file", "文件内容"),
    "unread": Text(
        "The file has mistakes; once they are corrected, the form can show it.", "文件中有错误，改正后即可用表单编辑。"
    ),
    "line": Text("Line {n}", "第 {n} 行"),
    "number_wrong": Text("this is not a number", "这不是数字"),
    "number_fix": Text("Write 500, 1,400,000 or 12%.", "请填写 500、1,400,000 或 12%。"),
    "no_room": Text("these words find no room on the picture", "图上放不下这些文字"),
    "no_room_fix": Text("Shorten them, or choose A3.", "请缩短文字，或选用 A3。"),
    "colour_wrong": Text("this is no colour", "这不是有效的颜色"),
    "colour_fix": Text("Write it as #1F5AA6.", "请写成 #1F5AA6 这样的色值。"),
    "logo_elsewhere": Text("the logo stands somewhere else", "标志文件不在战略图文件旁"),
    "logo_fix": Text("Upload it here.", "请在此上传。"),
    "form_fix": Text("Use the form: each field says what it holds.", "请用表单填写，各栏注明了应填内容。"),
    "conflict": Text(
        "{who} has saved version {n} meanwhile. Nothing is lost.", "{who}已保存第 {n} 版，您的内容未丢失。"
    ),
    "conflict_theirs": Text("What they changed", "对方的修改"),
    "conflict_between": Text("What is different in yours", "您的版本与之不同之处"),
    "conflict_same": Text("nothing the picture shows", "图上内容没有变化"),
    "conflict_mine": Text("Save mine; theirs stays version {n}", "保存我的版本（对方的保留为第 {n} 版）"),
    "conflict_take": Text("Go on with theirs; mine is kept as a version", "采用对方的版本（我的也保留为一版）"),
    "versions_about": Text("Every saved state of the strategy, the newest first.", "每次保存的内容，最新的在前。"),
    "version": Text("Version", "版本"),
    "who": Text("By", "保存人"),
    "when": Text("When", "时间"),
    "note_said": Text("Note", "说明"),
    "was_removed": Text("file removed", "文件已删除"),
    "differences": Text("Changes", "变化"),
    "first": Text("first version", "首个版本"),
    "compare": Text("Compare", "比较"),
    "compare_from": Text("From", "从"),
    "compare_to": Text("to", "到"),
    "compared": Text("From version {was} to {now}", "第 {was} 版 → 第 {now} 版"),
    "no_difference": Text("Both say the same.", "两个版本内容相同。"),
    "unreadable": Text("One of them cannot be read; download both to compare.", "其中一个版本无法读取，请下载后比较。"),
    "restored": Text("Version {n} is current again, as version {new}.", "已恢复第 {n} 版，保存为第 {new} 版。"),
    "restored_note": Text("version {n} restored", "恢复第 {n} 版"),
    "no_versions": Text("Nothing written yet", "还没有内容"),
    "no_versions_about": Text(
        "Write goals and promises; every save is a version.", "填写目标与承诺，每次保存即为一版。"
    ),
    "edit": Text("Edit the strategy", "编辑战略图"),
    "back": Text("All pictures", "全部一页图"),
    "back_edit": Text("Strategy picture", "客户管理战略图"),
    "more_changes": Text("and {n} more", "另有 {n} 处"),
}
_SHOWN_CHANGES = 3


@dataclass(frozen=True)
class VersionRow:
    """One version with what it changed; None where that cannot be told."""

    version: Version
    changes: Sequence[Text] | None
    more: int


def editor(result: Result, folder: Path, lang: Language) -> dict[str, Any]:
    """What the form offers: measures, tiers, segments, logos."""
    own = {one.name: one.title for one in library.segmentations_in(folder) if one.name in result.columns}
    listed = {name: ATTRIBUTES[name].label for name in _LISTED if name in result.columns}
    kept = result.scheme.scheme.tiers
    return {
        "measures": list(library.MEASURES.items()),
        "tiers": kept,
        "tier_names": {tier.key: tier.name for tier in kept},
        "segment_choices": [*own.items(), *listed.items()],
        "logos": services.logos(folder),
        "most": {row: most for row, (_, most) in LISTS.items()},
        "sizes": (("a3", "A3"), ("16:9", "16:9")),
        "preview_lang": lang,
        "langs": ("zh", "en"),
        "empty": {},
    }


def mistake(one: Mistake) -> dict[str, Any]:
    """A mistake as the page's module shows it beside its field."""
    lang = current()
    stop = "。" if lang == "zh" else ". "
    said = f"{one.problem.say(lang).rstrip('。.')}{stop}{one.fix.say(lang)}"
    return {"field": one.field, "row": one.row, "said": said[:1].upper() + said[1:]}


def in_text(read: Read) -> list[Mistake]:
    """Mistakes of a text, each said with its line."""
    return [Mistake("text", 0, _at(one.where, one.problem), fix_of(one)) for _, one in read.wrong]


def _at(line: str, problem: Text) -> Text:
    said = words("strategy.line", n=line)
    return Text(f"{said.en}: {problem.en}", f"{said.zh}：{problem.zh}")


def conflict(folder: Path, tiers: Sequence[str], *, base: str, mine: str, theirs: Current) -> dict[str, Any]:
    """Who saved meanwhile, what they changed, and what is different in one's own."""
    every = library.written_file.versions(folder, services.FILE)
    began = services.number_of(folder, base)
    before = library.written_file.text_of(folder, services.FILE, began) if began else ""
    newest = every[0] if every else None
    return {
        "who": (newest.by if newest else "") or words("ui.version_by_hand").say(current()),
        "number": newest.number if newest else 0,
        "theirs": services.changed(folder, before, theirs.text, tiers),
        "between": services.changed(folder, theirs.text, mine, tiers),
    }


def versions(folder: Path, tiers: Sequence[str], asked: Mapping[str, str]) -> dict[str, Any]:
    """The list of versions with what each changed, and two of them compared where they are asked for."""
    found = versions_of(folder, services.FILE, asked)

    def changed(was: int, now: int) -> list[Text] | None:
        return services.changed(folder, found.texts.get(was, ""), found.texts.get(now, ""), tiers)

    rows = []
    for one in found.listed:
        changes = None if one.number == 1 else changed(one.number - 1, one.number)
        more = max(len(changes or ()) - _SHOWN_CHANGES, 0)
        rows.append(VersionRow(one, None if changes is None else changes[:_SHOWN_CHANGES], more))
    return {"found": found, "rows": rows, "compared": changed(found.was, found.now) if found.is_asked else None}
