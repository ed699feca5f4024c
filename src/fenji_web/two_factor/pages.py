"""The words of the second step."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "title": Text("Two-step sign-in", "两步验证"),
    "step": Text("Second step", "第二步验证"),
    "step_about": Text("Type the six digits your authenticator app shows.", "请输入身份验证器应用显示的 6 位数字。"),
    "recovery_about": Text("Type one of your recovery codes. Each works once.", "请输入一个恢复码，每个只能使用一次。"),
    "code": Text("Code", "验证码"),
    "recovery_code": Text("Recovery code", "恢复码"),
    "go_on": Text("Sign in", "登录"),
    "use_recovery": Text("Use a recovery code", "使用恢复码"),
    "use_code": Text("Use the app instead", "改用身份验证器"),
    "begin_again": Text("Another account", "换个账号登录"),
    "wrong_code": Text(
        "This code is wrong or was used already. Wait for the next one.", "验证码不正确或已使用，请等待下一个。"
    ),
    "wrong_recovery": Text("This is not one of your unused recovery codes.", "恢复码不正确或已使用。"),
    "set_up": Text("Set up two-step sign-in", "启用两步验证"),
    "set_up_about": Text("Then a stolen password alone lets nobody in.", "启用后，仅凭密码无法登录您的账号。"),
    "set_up_due": Text("Your role needs it: set it up to go on.", "您的角色必须启用两步验证，完成设置后方可继续。"),
    "scan": Text("Scan the picture", "扫描二维码"),
    "scan_about": Text(
        "Open an authenticator app on your phone (any that shows six-digit codes) and scan this.",
        "打开手机上的身份验证器应用（任意支持 6 位动态码的应用均可），扫描此二维码。",
    ),
    "picture": Text("QR code for the authenticator app", "供身份验证器扫描的二维码"),
    "by_hand": Text("It cannot be scanned? Type this key", "无法扫描？请手动输入密钥"),
    "prove": Text("Type the code it shows", "输入应用显示的验证码"),
    "prove_about": Text("It changes every half minute.", "验证码每 30 秒更新一次。"),
    "switch_on": Text("Switch on", "启用"),
    "codes": Text("Recovery codes", "恢复码"),
    "codes_about": Text(
        "For when your phone is not at hand: each lets you in once. They are not shown again, so keep them now.",
        "手机不在身边时使用，每个只能登录一次。恢复码不会再次显示，请立即保存。",
    ),
    "download": Text("Download", "下载"),
    "kept": Text("I have kept them", "我已保存"),
    "file_head": Text("fenji recovery codes of {name}, each works once", "fenji 恢复码（{name}），每个只能使用一次"),
    "file_name": Text("fenji-recovery-codes.txt", "fenji-恢复码.txt"),
    "on_since": Text("On since {at}", "已于 {at} 启用"),
    "left": Text("{n} recovery {n:code|codes} left", "剩余 {n} 个恢复码"),
    "few": Text("Make new recovery codes: they are nearly used up.", "恢复码即将用完，请重新生成。"),
    "is_on": Text("On", "已启用"),
    "not_on": Text("Off", "未启用"),
    "off_about": Text(
        "A code from an app on your phone, beside the password.", "登录时除密码外，还需输入手机应用显示的验证码。"
    ),
    "due": Text("Your role needs it by {at}.", "您的角色须在 {at} 前启用。"),
    "due_page": Text(
        "Your role needs two-step sign-in. Set it up by {at}; it takes a minute.",
        "您的角色须在 {at} 前启用两步验证，只需一分钟。",
    ),
    "code_now": Text("Code of your app now", "当前验证码"),
    "new_codes": Text("New recovery codes", "重新生成恢复码"),
    "switch_off": Text("Switch off", "停用"),
    "stays": Text("Your role needs it, so it stays on.", "您的角色必须启用两步验证，不能停用。"),
    "is_off": Text("Two-step sign-in is off.", "两步验证已停用。"),
    "take_away": Text("Take it away", "解除两步验证"),
    "take_away_about": Text(
        "For a lost phone. Make sure first that it is really this person who asks.",
        "用于手机丢失的情况。请先确认确实是本人提出。",
    ),
    "taken_away": Text("{name} signs in without a second step now.", "{name} 登录时不再需要第二步验证。"),
}
