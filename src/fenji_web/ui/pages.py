"""The words of the frame."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "product": Text("fenji", "分级"),
    "today": Text("Today", "工作台"),
    "customers": Text("Customers", "客户"),
    "pool": Text("Pool", "公海"),
    "tasks": Text("My tasks", "我的任务"),
    "segments": Text("Segments", "客群"),
    "schemes": Text("Standards", "分级标准"),
    "insights": Text("Insights", "分析"),
    "pictures": Text("Pictures", "一页图"),
    "data": Text("Data", "数据"),
    "runs": Text("Runs", "评级批次"),
    "settings": Text("Settings", "设置"),
    "settings_company": Text("Company", "公司"),
    "settings_people": Text("People", "人员"),
    "settings_schedules": Text("Schedules", "定时任务"),
    "main_menu": Text("Main menu", "主菜单"),
    "skip": Text("Skip to the content", "跳到正文"),
    "as_of": Text("As of {day}", "截至 {day}"),
    "standard": Text("Standard", "标准"),
    "version": Text("v{n}", "第 {n} 版"),
    "run": Text("Run", "批次"),
    "not_graded": Text("Not graded yet", "尚未评级"),
    "simulated": Text("Simulated data", "模拟数据"),
    "ungraded": Text("Not graded", "暂不评级"),
    "language": Text("Language", "语言"),
    "other_language": Text("中文", "English"),
    "theme_light": Text("Light", "浅色"),
    "theme_dark": Text("Dark", "深色"),
    "theme_system": Text("Like the system", "跟随系统"),
    "theme": Text("Appearance", "外观"),
    "my_account": Text("My account", "我的账号"),
    "sign_out": Text("Sign out", "退出登录"),
    "close": Text("Close", "关闭"),
    "cancel": Text("Cancel", "取消"),
    "save": Text("Save", "保存"),
    "where": Text("Where", "位置"),
    "fix": Text("What to do", "处理办法"),
    "home": Text("Go to the first page", "返回首页"),
    "bad_request": Text("The request cannot be read", "无法读取该请求"),
    "bad_request_fix": Text("Go back and try again.", "请返回后重试。"),
    "refused": Text("This form is out of date", "表单已过期"),
    "refused_fix": Text(
        "Load the page again, then send the form once more; cookies must be allowed.",
        "请重新打开页面后再提交；浏览器需允许 Cookie。",
    ),
    "not_found": Text("There is no such page", "页面不存在"),
    "not_found_fix": Text(
        "It may have moved, or your role does not include it.", "页面可能已移动，或您的角色没有查看权限。"
    ),
    "broken": Text("Something went wrong on our side", "系统出错了"),
    "broken_fix": Text(
        "Nothing was changed. Try again; if it stays, show your administrator the time it happened.",
        "没有改动任何内容。请重试；如果仍然出错，请把发生时间告诉管理员。",
    ),
    "chart_failed": Text("The chart cannot be shown.", "图表无法显示。"),
    "chart_loading": Text("Loading the chart", "正在载入图表"),
}
