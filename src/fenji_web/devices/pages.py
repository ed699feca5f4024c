"""The words of signed-in browsers."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "title": Text("Where you are signed in", "已登录的设备"),
    "title_of": Text("Where this person is signed in", "该人员已登录的设备"),
    "about": Text(
        "Something you do not know? End it and change your password.", "如有不认识的设备，请将其退出并修改密码。"
    ),
    "this": Text("this one", "本机"),
    "device": Text("Browser", "浏览器"),
    "unknown": Text("unknown browser", "未知浏览器"),
    "address": Text("From", "来源地址"),
    "began": Text("Signed in", "登录时间"),
    "seen": Text("Last seen", "最近活动"),
    "end": Text("Sign out", "退出"),
    "end_this": Text("Sign out {device}", "退出 {device}"),
    "end_others": Text("Sign out everywhere else", "退出其他所有设备"),
    "end_all": Text("Sign out everywhere", "退出所有设备"),
    "none": Text("Nowhere at the moment.", "目前没有已登录的设备。"),
    "ended_one": Text("That browser is signed out.", "该设备已退出登录。"),
    "ended": Text("{n} {n:browser|browsers} signed out.", "已退出 {n} 台设备。"),
}
