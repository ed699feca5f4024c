"""The words of the company's settings, and the accent that a brand colour becomes."""

from __future__ import annotations

from dataclasses import dataclass

from fenji_web import library
from fenji_web.library import Text

READABLE = 4.5
_LIGHT, _DARK = ("#FFFFFF", "#F7F8FA"), ("#191D24", "#12151A", "#20252E")
_BLACK, _WHITE = "#000000", "#FFFFFF"

WORDS = {
    "title": Text("Company", "公司"),
    "who": Text("Workspace", "工作区"),
    "name": Text("Name of the workspace", "工作区名称"),
    "company": Text("Company", "公司名称"),
    "company_help": Text(
        "On every page and report; empty: the workspace's name.",
        "显示在页面和报告上；留空则用工作区名称。",
    ),
    "language": Text("Language of those who chose none", "默认语言"),
    "language_browser": Text("as their browser asks", "跟随浏览器"),
    "language_zh": Text("Chinese (中文)", "中文"),
    "language_en": Text("English", "英文"),
    "money": Text("Money and clock", "货币与时间"),
    "currency": Text("Currency", "货币"),
    "currency_help": Text(
        "For amounts that come without one, and for standards that name none.",
        "用于未注明货币的金额和未指定货币的标准。",
    ),
    "currency_wrong": Text("Write three letters such as CNY.", "请填写三个字母的货币代码，如 CNY。"),
    "zone": Text("Time zone", "时区"),
    "zone_help": Text(
        "Decides which day an order belongs to, and when schedules fall due.",
        "决定订单属于哪一天，以及定时任务的执行时间。",
    ),
    "zone_wrong": Text("Choose a zone from the list, such as Asia/Shanghai.", "请从列表中选择时区，如 Asia/Shanghai。"),
    "calendar": Text("Business calendar", "业务日历"),
    "fiscal": Text("The fiscal year starts in", "财年起始月"),
    "weeks": Text("Weeks start on Monday.", "每周从周一开始。"),
    "legal": Text("Chinese legal holidays with 调休", "中国法定节假日与调休"),
    "legal_help": Text(
        "Workdays of schedules follow them. Known from {first} to {last}; later years count Monday to "
        "Friday until they are announced.",
        "定时任务的工作日以此为准。已知 {first} 至 {last} 年；尚未公布的年份按周一至周五计。",
    ),
    "pause": Text("Lateness rests over 春节", "春节期间暂停未购买提醒"),
    "pause_help": Text(
        "The legal days off and three days around them count for nobody as late; grades stay as the standard says.",
        "法定假期及前后各三天不计入未购买天数，也不发出新的提醒；等级仍按标准计算。",
    ),
    "pause_next": Text("This year {first} to {last}.", "今年为 {first} 至 {last}。"),
    "rises": Text("What goes up is", "上升的颜色"),
    "rises_about": Text(
        "Arrows and words say it too. Tables, charts and the workbook follow.",
        "箭头和文字同样表达升降；表格、图表和导出文件一并采用。",
    ),
    "rises_green": Text("Green up, red down", "绿升红降"),
    "rises_red": Text("Red up, green down", "红升绿降"),
    "rises_blue": Text("Blue up, orange down", "蓝升橙降"),
    "rises_blue_help": Text("told apart by all eyes", "色觉障碍者也能分辨"),
    "up": Text("Promoted", "升级"),
    "down": Text("Demoted", "降级"),
    "brand": Text("Brand", "品牌"),
    "logo": Text("Logo", "标志"),
    "logo_help": Text(
        "PNG or SVG, 1 MB at most. It is drawn anew: nothing of the file itself is kept.",
        "PNG 或 SVG，不超过 1 MB。上传后会重新绘制，不保留原文件内容。",
    ),
    "logo_choose": Text("Choose a picture", "选择图片"),
    "logo_none": Text("No logo yet", "尚无标志"),
    "logo_missing": Text("Choose a picture first.", "请先选择图片。"),
    "logo_remove": Text("Remove", "移除"),
    "logo_saved": Text("The logo is in its place.", "标志已更新。"),
    "logo_removed": Text("The logo is removed.", "标志已移除。"),
    "has_brand": Text("Use a colour of our own", "使用品牌色"),
    "colour": Text("Brand colour", "品牌色"),
    "colour_help": Text(
        "Made darker or lighter until words in it can be read by everybody.",
        "会自动加深或提亮，确保文字清晰可读。",
    ),
    "colour_wrong": Text("Write it as #1F5FC4.", "请写成 #1F5FC4 的形式。"),
    "on_light": Text("On light ground {n} : 1", "浅色背景 {n} : 1"),
    "on_dark": Text("On dark ground {n} : 1", "深色背景 {n} : 1"),
    "example": Text("A link and a button", "链接与按钮"),
    "example_button": Text("Button", "按钮"),
    "save": Text("Save changes", "保存更改"),
    "saved": Text("Saved: {names}.", "已保存：{names}。"),
    "nothing": Text("Nothing was changed.", "没有更改。"),
    "required": Text("Fill this in.", "此项必填。"),
    "outdated": Text("Somebody else changed the settings meanwhile", "其他人刚刚修改了设置"),
    "outdated_fix": Text(
        "Look at what is there now, below, and make your change again.",
        "以下是当前的设置，请重新修改后保存。",
    ),
    "confirm_title": Text("This changes how grades come about", "此更改会影响评级"),
    "confirm_currency": Text(
        "Currency {before} → {after}: amounts imported so far keep the currency they were read with. "
        "From the next grading on, money is counted in {after}; amounts in other currencies need rates, "
        "and borders in money keep their numbers.",
        "货币 {before} → {after}：已导入的金额仍按原货币记录。从下次评级起按 {after} 计算，其他货币需要汇"
        "率；标准中的金额分界值数字不变。",
    ),
    "confirm_zone": Text(
        "Time zone {before} → {after}: orders imported so far keep their day; new ones get theirs by the "
        "new clock. The last days of a period may move by a day, and schedules follow the new clock.",
        "时区 {before} → {after}：已导入订单的日期不变，新导入的按新时区确定日期。评估周期边界可能相差一"
        "天，定时任务按新时区执行。",
    ),
    "confirm_kept": Text(
        "Runs that are there stay as they are. {n} graded standard{n:s} will count this way from the next run on.",
        "已有批次保持不变。{n} 个已评级的标准将从下一批次起采用。",
    ),
    "confirm_do": Text("I understand; save it", "我已了解，仍要保存"),
    "history": Text("Changes", "修改记录"),
    "history_none": Text("Nothing was changed yet.", "尚无修改。"),
    "field": Text("Setting", "设置项"),
    "before": Text("Before", "修改前"),
    "after": Text("After", "修改后"),
    "by": Text("By", "修改人"),
    "at": Text("At", "时间"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS = tuple((str(n), Text(name, f"{n} 月")) for n, name in enumerate(_MONTHS, start=1))
FIELDS = {
    "name": "name", "company": "company", "language": "language", "currency": "currency", "zone": "zone",
    "fiscal_year_starts": "fiscal", "has_legal_holidays": "legal", "pauses_over_spring_festival": "pause",
    "rises": "rises", "brand_colour": "colour", "logo": "logo",
}  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """The accent on a ground: for words, for buttons with white words, pale behind words."""

    words: str
    fill: str
    hover: str
    soft: str
    contrast: str


def palette(colour: str, *, is_dark: bool) -> Palette:
    """The shades of a colour that can be read: at least 4.5 : 1 as words, and under white words.

    >>> palette("#FFD700", is_dark=False).words, palette("#FFD700", is_dark=True).words
    ('#816E00', '#FFD700')
    """
    grounds = _DARK if is_dark else _LIGHT
    soft = library.mix(colour, grounds[0], 0.8 if is_dark else 0.9)
    towards = _WHITE if is_dark else _BLACK
    words = colour.upper()
    while min(library.contrast(words, ground) for ground in (*grounds, soft)) < READABLE:
        words = library.mix(words, towards, 0.06)
    fill = colour.upper()
    while library.contrast(fill, _WHITE) < READABLE:
        fill = library.mix(fill, _BLACK, 0.06)
    least = min(library.contrast(words, ground) for ground in (*grounds, soft))
    return Palette(words, fill, library.mix(fill, _BLACK, 0.16), soft, f"{least:.1f}")


def sheet(colour: str) -> str:
    """The style sheet that puts the brand colour in the accent's place."""
    light, dark = palette(colour, is_dark=False), palette(colour, is_dark=True)
    pairs = {
        "accent": (light.words, dark.words),
        "accent-strong": (library.mix(light.words, _BLACK, 0.2), library.mix(dark.words, _WHITE, 0.2)),
        "accent-fill": (light.fill, dark.fill),
        "accent-fill-hover": (light.hover, dark.hover),
        "accent-soft": (light.soft, dark.soft),
    }
    return ":root{" + "".join(f"--{name}:light-dark({one},{two});" for name, (one, two) in pairs.items()) + "}"
