"""The words of webhooks."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "title": Text("Webhooks", "消息推送"),
    "about": Text(
        "Other systems and group chats are told what a grading changed. Signed messages hold ids and tiers, never "
        "names or contact data; robots of group chats are told counts.",
        "评级完成后，把变化通知其他系统或群聊。签名消息只含客户编号和等级，不含姓名和联系方式；群机器人只收到汇总数字。",
    ),
    "none": Text("Nobody is told yet", "还没有接收方"),
    "none_about": Text(
        "Add the address of a system that takes signed messages, or of a group chat's robot.",
        "添加接收签名消息的系统地址，或群机器人的地址。",
    ),
    "new": Text("Add an endpoint", "添加接收方"),
    "edit": Text("Change", "修改"),
    "remove": Text("Remove", "删除"),
    "remove_ask": Text(
        "Its messages, those that wait too, and its secrets are removed.", "将同时删除其消息（包括待发送的）和密钥。"
    ),
    "removed": Text("{name} was removed", "已删除：{name}"),
    "saved": Text("Saved", "已保存"),
    "on": Text("On", "启用"),
    "switch": Text("{name}: on or off", "启用或停用：{name}"),
    "name": Text("Name", "名称"),
    "kind": Text("Kind", "类型"),
    "kind_standard": Text("Signed messages", "签名消息"),
    "kind_wecom": Text("企业微信 robot", "企业微信群机器人"),
    "kind_dingtalk": Text("钉钉 robot", "钉钉群机器人"),
    "kind_feishu": Text("飞书 robot", "飞书群机器人"),
    "robot_note": Text(
        "Built to the service's published format and tried against a server that imitates it, not against the live "
        "service: send a test first.",
        "按平台公开的格式实现，已用模拟服务验证，未在真实平台上验证，请先发送测试消息。",
    ),
    "robot_once": Text(
        "Robots don't recognise repeats: after a power cut a group may read one message twice.",
        "群机器人无法识别重复消息，异常断电后群里可能收到两次同样的消息。",
    ),
    "place": Text("Where", "接收地址"),
    "address": Text("Address", "地址"),
    "address_help": Text("Begins with https://. It is kept encrypted.", "以 https:// 开头，加密保存。"),
    "address_kept": Text("Leave it empty to keep {place}.", "留空则保持 {place} 不变。"),
    "secret": Text("Signing secret of the robot", "机器人的加签密钥"),
    "secret_help": Text(
        "Where the robot's safety setting is a signature (加签, 签名校验).",
        "仅在机器人安全设置启用“加签”或“签名校验”时填写。",
    ),
    "scheme": Text("Standard", "分级标准"),
    "scheme_all": Text("all standards", "全部标准"),
    "events": Text("Told of", "通知内容"),
    "run.finished": Text("a grading is finished", "评级完成"),
    "customer.promoted": Text("a customer rises", "客户升级"),
    "customer.demoted": Text("a customer falls", "客户降级"),
    "customer.warned": Text("a customer is warned of falling", "降级预警"),
    "segment.entered": Text("a customer enters a segment", "进入客群"),
    "segment.left": Text("a customer leaves a segment", "离开客群"),
    "fenji.test": Text("a test", "测试"),
    "customer.erased": Text("a customer was erased", "客户已删除"),
    "shape": Text("Customers in a message", "每条消息的客户数"),
    "shape_together": Text("up to 100", "最多 100 个"),
    "shape_each": Text("one", "1 个"),
    "language": Text("Language of the message", "消息语言"),
    "language_zh": Text("Chinese", "中文"),
    "language_en": Text("English", "英文"),
    "save": Text("Save", "保存"),
    "required": Text("This is needed.", "必填。"),
    "wrong": Text("This does not fit.", "填写有误。"),
    "wrong_secret": Text("Letters, digits and signs without spaces.", "只能是不含空格的字母、数字和符号。"),
    "state": Text("State", "状态"),
    "state_on": Text("on", "正常"),
    "state_off": Text("off", "已停用"),
    "state_failing": Text("failing", "发送失败，重试中"),
    "state_paused": Text("paused", "已自动暂停"),
    "paused_failing": Text(
        "Nothing was taken for three days, so it was paused. What waits is kept: put it right and switch it on.",
        "连续三天发送失败，已自动暂停。待发送的消息仍保留，修复后请重新启用。",
    ),
    "paused_gone": Text(
        "The other side said it is gone for good (410), so it was paused. What waits is kept.",
        "对方表示该地址已永久失效（410），已自动暂停。待发送的消息仍保留。",
    ),
    "failing": Text("Not taken since {at}; tried again at {next}.", "自 {at} 起发送失败，将于 {next} 重试。"),
    "waiting": Text("Waiting", "待发送"),
    "dead": Text("Given up", "发送失败"),
    "last_sent": Text("Taken last", "最近成功"),
    "never": Text("never", "从未"),
    "test": Text("Send a test", "发送测试消息"),
    "tested_good": Text("The test was taken: {said}", "测试成功：{said}"),
    "tested_bad": Text("The test was not taken: {said}", "测试未成功：{said}"),
    "rotate": Text("New signing secret", "更换签名密钥"),
    "rotate_ask": Text(
        "Messages carry both signatures for 24 hours, so that the receiver can change over without losing one.",
        "24 小时内的消息同时带有新旧两个签名，接收方可以从容切换。",
    ),
    "overlap": Text("The old secret counts until {at}", "旧密钥有效至 {at}"),
    "secret_made": Text(
        "The signing secret of {name}, shown this once. Put it into the receiver.",
        "{name} 的签名密钥，仅显示这一次，请填入接收方系统。",
    ),
    "secret_label": Text("Signing secret", "签名密钥"),
    "tries": Text("Newest tries", "最近发送"),
    "tries_none": Text(
        "Nothing was sent yet. A test shows at once whether it works.", "还没有发送过，可先发送测试消息。"
    ),
    "facts": Text("Settings", "设置"),
    "by": Text("Added by {who}", "由 {who} 添加"),
    "inside": Text("Inside your network", "内部网络"),
    "inside_about": Text(
        "Messages and sources reach the open Internet alone. Machines of your own network are reached where they stand "
        "here: one a line, as a host, host:port, number or network (10.1.2.0/24); http:// before it where nothing is "
        "encrypted. A cloud's metadata service is never reached.",
        "消息推送和数据来源默认只能访问互联网。需要访问的内部主机请列在这里，每行一个：主机名、主机名:端口、IP 地址或"
        "网段（如 10.1.2.0/24）；对方没有加密时在前面加 http://。云平台的元数据服务一律不予访问。",
    ),
    "inside_label": Text("Machines that may be reached", "允许访问的内部主机"),
    "inside_saved": Text(
        "Kept: {n} machine{n:s} or networks inside may be reached", "已保存：可访问 {n} 个内部主机或网段"
    ),
    "inside_fixed": Text("Set for this installation, too: {names}", "系统部署时另外指定：{names}"),
    "said_good": Text("taken", "已接收"),
    "said_dns": Text("nobody knows the name", "无法解析域名"),
    "said_refused": Text("nobody answers there", "无法连接"),
    "said_timeout": Text("no answer in five seconds", "五秒内没有响应"),
    "said_tls": Text("its certificate is not valid", "证书无效"),
    "said_lost": Text("the connection broke off", "连接中断"),
    "said_large": Text("its answer is too large", "返回内容过大"),
    "said_inside": Text("it leads inside your network", "指向内部网络，已拦截"),
    "said_unclear": Text("it did not say whether it took it", "返回内容无法识别"),
    "said_code": Text("the robot refused: {code}", "机器人拒收：{code}"),
    "said_status": Text("HTTP {status}", "HTTP {status}"),
}


def said_words(said: str) -> Text:
    """What came of a try, in words."""
    if said.isdecimal():
        known = WORDS["said_good"] if said.startswith("2") else None
        status = WORDS["said_status"].fill(status=said)
        return status if known is None else Text(f"{known.en} · {status.en}", f"{known.zh} · {status.zh}")
    if said.startswith("code_"):
        return WORDS["said_code"].fill(code=said.removeprefix("code_"))
    return WORDS.get(f"said_{said}", WORDS["said_unclear"])
