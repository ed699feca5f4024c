"""The words of the exercises and of the manual's frame; [[app.key]] stands for those words of the interface."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "help": Text("Guide and manual", "新手引导与操作手册"),
    "title": Text("First steps", "新手引导"),
    "offer_title": Text("New here?", "第一次使用？"),
    "offer": Text(
        "Short exercises on sample data show the whole way, from a spreadsheet to graded customers. About 15 minutes.",
        "用示例数据做几个小练习，从一份表格一直走到客户评级，大约 15 分钟。",
    ),
    "offer_yes": Text("Start", "开始"),
    "offer_no": Text("Not now", "暂时不用"),
    "empty": Text(
        "The exercises run on sample data: a made-up electronics seller. When you are through, it leaves again.",
        "练习使用示例数据（虚构的电子产品公司）；做完后可一键移出，不影响您自己的数据。",
    ),
    "empty_ask": Text(
        "The exercises run on sample data. Ask a data steward or an administrator to load it on the page Data.",
        "练习使用示例数据，请数据管理员或系统管理员先在“数据”页载入。",
    ),
    "own_data": Text(
        "This workspace holds your company's own data, so nothing is practised here. The manual explains every page.",
        "此工作区存放的是贵公司的真实数据，不在这里做练习。各页面的用法请看操作手册。",
    ),
    "progress": Text("{done} of {all} done", "已完成 {done}/{all}"),
    "go": Text("Open the page", "前往页面"),
    "skip": Text("Skip", "跳过"),
    "skipped": Text("skipped", "已跳过"),
    "is_done": Text("done", "已完成"),
    "fold": Text("Fold", "收起"),
    "unfold": Text("Unfold", "展开"),
    "close": Text("Close the exercises", "关闭新手引导"),
    "again": Text("Start over", "重新练习"),
    "over": Text("You have been through it all. Now your own data.", "练习完成，接下来用自己的数据。"),
    "over_go": Text("My own data", "使用自己的数据"),
    "practice": Text("Download the practice file", "下载练习文件"),
    "import": Text("Import a file", "导入一份订单"),
    "import_how": Text(
        "Download the practice file and drop it on the page [[ui.data]]. See what was recognised, then import the good "
        "rows. Three rows of it are wrong on purpose.",
        "下载练习文件，拖到[[ui.data]]页；看看识别结果，然后导入正确的行。文件里故意留了 3 行错误。",
    ),
    "correct": Text("Correct the wrong rows", "改正错误的行"),
    "correct_how": Text(
        "On the import's page choose [[data.rejects]], mend the cells (the last column says what is wrong) and drop "
        "the file once more.",
        "在导入结果页点[[data.rejects]]，按最后一列的说明改好单元格，再把文件拖进来一次。",
    ),
    "grade": Text("Grade all customers", "给客户评级"),
    "grade_how": Text(
        "See how many customers each tier would hold, then choose [[data.grade_with]].",
        "先看各等级会有多少客户，再点[[data.grade_with]]。",
    ),
    "explain": Text("Understand one grade", "看懂一位客户"),
    "explain_how": Text(
        "Search for “Practice” and open a customer: why this tier, its history, and what is missing to the next.",
        "搜索“练习”并打开一位客户：为什么是这个等级、等级怎样变化、距下一等级还差什么。",
    ),
    "find": Text("Find customers and keep the view", "筛选客户并保存视图"),
    "find_how": Text(
        "Narrow the list down, by tier on the left or with [[customers.add_condition]], then give it a name under "
        "[[customers.views]].",
        "用左侧的等级或[[customers.add_condition]]筛出一批客户，再到[[customers.views]]里起个名字保存。",
    ),
    "weight": Text("Change a weight, see who moves", "调一个权重，看谁会变动"),
    "weight_how": Text(
        "Choose [[schemes.edit]] and move a weight: at the right stands at once who moves and what revenue that is. "
        "Then keep and publish it, or choose [[schemes.discard]].",
        "点[[schemes.edit]]，移动一个权重：右侧立即显示谁会变动、涉及多少金额。然后保存并发布，或点[[schemes.discard]]。",
    ),
    "workbook": Text("Download the workbook", "下载客户等级管理表格"),
    "workbook_how": Text(
        "Open the newest run and choose [[runs.workbook]]: tiers, scores and reasons of all customers in one file.",
        "打开最新的批次，点[[runs.workbook]]：全部客户的等级、评分与原因都在一个 Excel 文件里。",
    ),
    "monthly": Text("Let it run every month", "让它每月自动评级"),
    "monthly_how": Text(
        "Add a monthly grading under [[ui.settings_schedules]]. Protection, so that nobody falls after one "
        "weak month, is a switch in the standard's editor.",
        "在[[ui.settings_schedules]]里添加每月一次的评级；升降级保护（避免一个月没下单就降级）在标准的编辑页打开。",
    ),
    "book_order": Text("Order no.", "订单号"),
    "book_customer": Text("Customer no.", "客户编号"),
    "book_name": Text("Customer name", "客户姓名"),
    "book_day": Text("Order date", "下单时间"),
    "book_amount": Text("Amount", "实付金额"),
    "book_channel": Text("Channel", "渠道"),
    "book_who": Text("Practice customer {who}", "练习客户{who}"),
    "book_online": Text("Online", "网店"),
    "book_unclear": Text("to be settled", "待定"),
    "own": Text("Your own data", "使用自己的数据"),
    "own_about": Text(
        "When practice is over, the sample and all that was made from it leaves; this workspace begins anew, empty.",
        "练习结束后，可将示例数据及由它产生的内容全部移出，此工作区即恢复为空，可以放入自己的数据。",
    ),
    "own_leaves": Text("What leaves", "移出的内容"),
    "own_leaves_1": Text(
        "all customers and orders, the files you practised with among them", "全部客户与订单，包括练习时导入的文件"
    ),
    "own_leaves_2": Text("runs, standards you changed, notes, tasks, tags", "评级批次、改过的标准、备注、任务与标签"),
    "own_stays": Text("What stays", "保留的内容"),
    "own_stays_1": Text(
        "people with their roles and passwords, and the workspace's settings", "人员、角色与密码，以及工作区设置"
    ),
    "own_stays_2": Text(
        "a copy of what leaves, in the workspace's folder set-aside: nothing is deleted",
        "移出内容的完整副本，保存在工作区的 set-aside 文件夹中，不会删除",
    ),
    "own_do": Text("Set the sample aside", "移出示例数据"),
    "own_sure": Text("Begin with an empty workspace?", "确定移出示例数据？"),
    "own_ask": Text("An administrator can do this here.", "请系统管理员在此页操作。"),
    "own_ready": Text("This workspace is ready for your own data.", "此工作区已可放入您自己的数据。"),
    "own_there": Text("This workspace holds your own data.", "此工作区存放的就是您自己的数据。"),
    "own_go": Text("Import data", "导入数据"),
    "manual": Text("Manual", "操作手册"),
    "manual_about": Text(
        "Daily work in the web app, page by page. Words in bold are those of the interface.",
        "网页端的日常操作，逐页说明。加粗的词与界面上的文字一致。",
    ),
    "manual_begin": Text("Coming in", "登录与界面"),
    "manual_customer": Text("One customer", "客户详情"),
    "manual_month": Text("The month's routine", "每月例行工作"),
    "manual_questions": Text("Questions", "常见问题"),
    "contents": Text("Contents", "目录"),
    "print": Text("Print or save as PDF", "打印或存为 PDF"),
    "picture_of": Text("The page {name}", "“{name}”页面"),
    "open_page": Text("Open", "打开"),
    "manual_version": Text("Version {v}", "版本 {v}"),
}
