"""What programs are told when a call cannot be answered as asked: what, why, and what to do."""

from __future__ import annotations

from fenji_web.library import Text

_FIELDS = Text("GET /api/v1/customer-fields names them.", "可用字段见 GET /api/v1/customer-fields。")

PROBLEMS = {
    "problem_malformed": Text("Not understood", "请求格式有误"),
    "problem_malformed_about": Text("Something in the call is not as the reference says.", "请求内容与文档不符。"),
    "problem_malformed_fix": Text("`errors` says what and where.", "具体位置见 errors。"),
    "problem_not_json": Text("Not JSON as it is read here", "JSON 无法解析"),
    "problem_not_json_about": Text("The body is not valid JSON in UTF-8.", "请求体不是有效的 UTF-8 JSON。"),
    "problem_not_json_fix": Text(
        "Send one JSON object: no NaN, no name twice, no number without an end.",
        "请发送一个 JSON 对象，不含 NaN、重复字段或超长数字。",
    ),
    "problem_wrong_cursor": Text("Cursor not accepted", "游标无效"),
    "problem_wrong_cursor_about": Text(
        "The cursor is not one of this question and this person.", "该游标不属于当前查询或当前人员。"
    ),
    "problem_wrong_cursor_fix": Text(
        "Send `next` of the page before, with the same question.", "请原样使用上一页的 next，查询条件保持不变。"
    ),
    "problem_wrong_repeat": Text("Idempotency-Key not accepted", "Idempotency-Key 无效"),
    "problem_wrong_repeat_about": Text(
        "It has more than 255 signs, or others than letters, digits and punctuation.",
        "长度超过 255，或含有非可见 ASCII 字符。",
    ),
    "problem_wrong_repeat_fix": Text("Send a random UUID.", "建议使用随机 UUID。"),
    "problem_no_key": Text("No valid key", "密钥无效"),
    "problem_no_key_about": Text("The call has no key, or one that opens nothing.", "请求未携带密钥，或密钥已失效。"),
    "problem_no_key_fix": Text(
        "Send Authorization: Bearer fk_…; keys are made at Settings → API keys.",
        "请发送 Authorization: Bearer fk_…，密钥在“设置 → API 密钥”中创建。",
    ),
    "problem_not_allowed": Text("Not allowed", "没有权限"),
    "problem_not_allowed_about": Text("The key or its person may not do this.", "该密钥或其所属人员没有此权限。"),
    "problem_not_allowed_fix": Text(
        "Make a key with that scope, if its person has it.", "请新建勾选该权限的密钥（所属人员须有此权限）。"
    ),
    "problem_not_ready": Text("Its person must do something first", "所属人员须先完成设置"),
    "problem_not_ready_about": Text(
        "The key's person has to set something up on the pages before going on, such as the second step of sign-in.",
        "密钥所属人员须先登录网页完成设置（例如两步验证），之后密钥方可使用。",
    ),
    "problem_not_ready_fix": Text("Let the person sign in once.", "请该人员登录一次网页。"),
    "problem_not_found": Text("Not found", "不存在"),
    "problem_not_found_about": Text(
        "There is nothing at this address that the key may read.", "该地址没有可供此密钥读取的内容。"
    ),
    "problem_no_customer": Text("No such customer", "客户不存在"),
    "problem_no_customer_about": Text(
        "The run has no customer of that id that the key may read.", "本次评级中没有该 ID 的可见客户。"
    ),
    "problem_no_scheme": Text("Not graded by that standard", "该标准尚无评级结果"),
    "problem_no_scheme_about": Text("No run of that standard is at hand.", "没有该分级标准的评级批次。"),
    "problem_no_scheme_fix": Text("GET /api/v1/schemes names those graded.", "已评级的标准见 GET /api/v1/schemes。"),
    "problem_no_run": Text("No such run", "批次不存在"),
    "problem_no_run_about": Text("There is no run of that id.", "没有该编号的评级批次。"),
    "problem_no_run_fix": Text("GET /api/v1/runs names them.", "可用批次见 GET /api/v1/runs。"),
    "problem_no_standard": Text("No such standard", "分级标准不存在"),
    "problem_no_standard_about": Text("There is no standard of that name.", "没有该名称的分级标准。"),
    "problem_no_standard_fix": Text("GET /api/v1/schemes names them.", "可用标准见 GET /api/v1/schemes。"),
    "problem_no_version": Text("No such version", "版本不存在"),
    "problem_no_version_about": Text("The standard has no version of that number.", "该标准没有此版本。"),
    "problem_not_read_yet": Text("Standards are being read", "正在读取分级标准"),
    "problem_not_read_yet_about": Text("They are read for the first time.", "正在首次读取。"),
    "problem_not_read_yet_fix": Text("Send it again in some seconds.", "请几秒后重试。"),
    "problem_not_gathered": Text("Not gathered yet", "尚未汇总"),
    "problem_not_gathered_about": Text(
        "What happened with customers was not gathered since the run.", "该批次的客户动态尚未汇总。"
    ),
    "problem_not_gathered_fix": Text(
        "POST /api/v1/timelines, and ask again when the job is done.", "请先 POST /api/v1/timelines，任务完成后再查询。"
    ),
    "problem_nothing_graded": Text("Nothing graded yet", "尚未评级"),
    "problem_nothing_graded_about": Text("There is no run yet.", "还没有评级批次。"),
    "problem_nothing_graded_fix": Text("Grade first: POST /api/v1/gradings.", "请先评级：POST /api/v1/gradings。"),
    "problem_no_method": Text("No such method here", "不支持该方法"),
    "problem_no_method_about": Text("`Allow` names those that are.", "可用方法见 Allow 响应头。"),
    "problem_not_acceptable": Text("Not in that form", "不支持该格式"),
    "problem_not_acceptable_about": Text("Answers are JSON.", "响应均为 JSON。"),
    "problem_under_way": Text("Still under way", "正在处理"),
    "problem_under_way_about": Text("The same call is being answered just now.", "相同的请求正在处理中。"),
    "problem_under_way_fix": Text("Send it again in a moment.", "请稍后用同一请求重试。"),
    "problem_gone": Text("No longer there", "已失效"),
    "problem_gone_about": Text(
        "The run that this cursor reads was removed or written anew.", "该游标所指的批次文件已删除或重新生成。"
    ),
    "problem_gone_fix": Text("Begin at the first page.", "请从第一页重新开始。"),
    "problem_no_length": Text("Length missing", "缺少长度"),
    "problem_no_length_about": Text("The call has no Content-Length.", "请求未携带 Content-Length。"),
    "problem_too_large": Text("Too large", "内容过大"),
    "problem_too_large_about": Text("The body is larger than is read here.", "请求体超过上限。"),
    "problem_wrong_type": Text("Not of that type", "内容类型不支持"),
    "problem_wrong_type_about": Text(
        "The body's Content-Type is not the one of the reference.", "请求体的 Content-Type 与文档不符。"
    ),
    "problem_refused": Text("Refused", "无法执行"),
    "problem_refused_about": Text("The call is well-formed and cannot be done.", "请求格式正确，但无法执行。"),
    "problem_needs_second": Text("A second person must agree", "须他人审批"),
    "problem_needs_second_about": Text(
        "So much contact data leaves only when another person has agreed.", "大批量含联系方式的导出须经他人审批。"
    ),
    "problem_needs_second_fix": Text(
        "Ask for it on the customers' page, or use a key without see_contact: then it is masked.",
        "请在客户列表页申请导出，或改用不含 see_contact 的密钥（内容脱敏）。",
    ),
    "problem_other_repeat": Text("Idempotency-Key used already", "Idempotency-Key 已使用"),
    "problem_other_repeat_about": Text(
        "This key was sent before with another call.", "该 Idempotency-Key 已用于其他请求。"
    ),
    "problem_other_repeat_fix": Text("Use a new one for each thing to be done.", "每次新的操作请使用新的值。"),
    "problem_too_many": Text("Too many calls", "请求过于频繁"),
    "problem_too_many_about": Text("The minute's share is used up.", "本分钟的调用额度已用完。"),
    "problem_too_many_fix": Text(
        "Wait for as many seconds as Retry-After says.", "请等待 Retry-After 指定的秒数后重试。"
    ),
    "problem_broken": Text("A fault of fenji", "系统错误"),
    "problem_broken_about": Text(
        "Nothing of the call was done. Tell your administrator the id.", "本次请求未生效。请将 id 告知管理员。"
    ),
    "problem_not_now": Text("Not just now", "暂不可用"),
    "problem_not_now_about": Text("The service cannot answer at this moment.", "服务暂时无法响应。"),
    "problem_not_now_fix": Text("Send it again in a moment.", "请稍后重试。"),
    "said_twice": Text("`{name}` stands there twice.", "“{name}”重复出现。"),
    "no_nul": Text("`{name}` holds a NUL.", "“{name}”含有空字符。"),
    "too_deep": Text("It is nested deeper than {n} levels.", "嵌套超过 {n} 层。"),
    "no_number": Text("{number} is no number that is read here.", "{number} 不是可用的数字。"),
    "half_letter": Text("It holds half a letter (a lone surrogate).", "含有不完整的字符（孤立代理项）。"),
    "unknown_word": Text("Nothing here reads `{name}`.", "不支持参数“{name}”。"),
    "lacks": Text("The key lacks the scope `{scope}`.", "密钥缺少权限“{scope}”。"),
    "no_field": Text("There is no field `{name}`.", "没有字段“{name}”。"),
    "no_standard": Text("There is no standard `{name}`.", "没有分级标准“{name}”。"),
    "wrong_standard": Text("The standard has mistakes.", "分级标准内容有误。"),
    "no_day": Text("{day} is no day of the calendar.", "{day} 不是有效日期。"),
    "one_of": Text("Send one of these, not both and not none: {names}.", "以下字段须且仅须提供一个：{names}。"),
    "no_table": Text("There is no table `{name}`.", "没有数据表“{name}”。"),
    "broken_off": Text("The file did not come whole.", "文件未完整送达。"),
    "empty_file": Text("The file is empty.", "文件为空。"),
    "not_done": Text("The work is not done yet.", "任务尚未完成。"),
    "see_fields": _FIELDS,
}
