"""The words of keys."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "title": Text("API keys", "API 密钥"),
    "about": Text(
        "With a key a program asks for you. It can never do more than you may yourself, and what it does stands in the "
        "log under your name and the key's.",
        "程序凭密钥以您的名义访问。密钥的权限不会超过您本人，每次操作都以您的姓名和密钥名称记入日志。",
    ),
    "docs": Text("API reference", "API 文档"),
    "make": Text("New key", "新建密钥"),
    "name": Text("Name", "名称"),
    "name_help": Text("The program that uses it, such as “ERP sync”.", "使用它的程序，例如“ERP 同步”。"),
    "key": Text("Key", "密钥"),
    "scopes": Text("May", "权限"),
    "scopes_help": Text("No more than the program needs.", "只勾选程序用得到的权限。"),
    "days": Text("Ends after", "有效期"),
    "days_n": Text("{n} day{n:s}", "{n} 天"),
    "made_at": Text("Made", "创建于"),
    "ends_at": Text("Ends", "到期"),
    "last_used": Text("Last used", "最近使用"),
    "never": Text("never", "从未使用"),
    "state": Text("State", "状态"),
    "state_active": Text("active", "有效"),
    "state_ended": Text("ended", "已到期"),
    "state_revoked": Text("revoked", "已吊销"),
    "state_asleep": Text("person not active", "人员已停用"),
    "revoke": Text("Revoke", "吊销"),
    "revoke_sure": Text(
        "Programs that use “{name}” are refused from then on.", "吊销后，使用“{name}”的程序将立即被拒绝。"
    ),
    "revoked_now": Text("“{name}” was revoked.", "“{name}”已吊销。"),
    "mine": Text("Your keys", "我的密钥"),
    "others": Text("Keys of others", "其他人员的密钥"),
    "person": Text("Person", "人员"),
    "none": Text("No keys yet", "还没有密钥"),
    "none_about": Text(
        "Make one for each program, so that you can revoke it alone.", "建议每个程序单独建一个，便于分别吊销。"
    ),
    "made": Text("“{name}” is made. Copy it now: it is not shown again.", "“{name}”已创建。请立即复制，之后不再显示。"),
    "lost": Text("no longer yours to give", "您已无此权限"),
    "wrong_name": Text("Give it a name of at most 60 letters.", "请填写名称，不超过 60 个字。"),
    "wrong_scopes": Text("Choose at least one thing it may do.", "请至少勾选一项权限。"),
    "wrong_days": Text("Choose when it ends.", "请选择有效期。"),
    "no_room": Text("You have {n} keys in use. Revoke one first.", "您已有 {n} 个有效密钥，请先吊销不用的。"),
}
