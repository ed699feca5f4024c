"""`fenji keys turn`: other keys for what lies encrypted and for what is signed, while everything stays readable."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji_web import library
from fenji_web.library import Answer, Example, FenjiError, Key, Terminal, Text, command

_DO = ("turn", "check")
_TURNED = Text("{n} encrypted value{n:s} written with a new key. {signing}", "已用新密钥重新加密 {n} 项内容。{signing}")
_SIGNED = Text("The key that signs sessions is new too.", "会话签名密钥也已更换。")
_SIGNED_ALONE = Text("Sessions go on.", "登录状态不受影响。")
_READ = Text("{n} encrypted value{n:s} can be read.", "{n} 项加密内容均可读取。")


@command(
    "keys",
    summary=Text("Change the keys that encrypt and sign.", "更换加密与签名密钥。"),
    about=Text(
        "Credentials of sources, secrets of two-step sign-in and of sign-in providers lie encrypted (AES-GCM) under "
        "web/fields.key, or the key that FENJI_KEY_FILE or FENJI_KEY names. `turn` makes a new key, writes everything "
        "anew and forgets the old one; with --signing the key that signs sessions changes too, and what was signed "
        "with the one before stays good until the next turn. Stop the web app first. `check` reads every value.",
        "数据来源的凭据、两步验证密钥和企业账号登录密钥均以 AES-GCM 加密保存，密钥位于 web/fields.key，"
        "或由 FENJI_KEY_FILE、FENJI_KEY 指定。`turn` 生成新密钥、重新加密全部内容并删除旧密钥；"
        "加 --signing 时同时更换会话签名密钥，旧签名在下次更换前仍然有效。请先停止网页端。`check` 逐项读取校验。",
    ),
    examples=(
        Example("fenji keys turn --workspace shop", Text("a new key for what is encrypted", "更换加密密钥")),
        Example("fenji keys turn --signing", Text("and for what is signed", "同时更换签名密钥")),
    ),
    keys=(Key("values", Text("encrypted values", "加密内容项数")),),
)
def keys(
    terminal: Terminal,
    *,
    do: Annotated[str, typer.Argument(metavar="turn|check"), Text("what to do", "操作")] = "check",
    has_signing: Annotated[
        bool, typer.Option("--signing"), Text("the key that signs sessions too", "同时更换会话签名密钥")
    ] = False,
) -> Answer:
    """Everything is written anew before the old key is forgotten: an interruption loses nothing."""
    if do not in _DO:
        problem = Text("'{do}' is not something to do with keys", "不支持的操作“{do}”").fill(do=do)
        raise FenjiError(problem, where="keys", fix=Text("Write turn or check.", "请写 turn 或 check。"))
    folder = terminal.workspace.folder
    terminal.close()
    from fenji_web.serving.prepare import migrate, set_up

    set_up(folder)
    migrate()
    from fenji_web.config.encrypted import every_value, write_anew
    from fenji_web.config.place import turn_secret_key

    if do == "check":
        count = every_value() + library.read_all(folder)
        return Answer({"values": count}, lambda: terminal.write(_READ.fill(n=count)))
    library.add_key(folder)
    count = write_anew() + library.encrypt_anew(folder)
    library.drop_earlier(folder)
    if has_signing:
        turn_secret_key()
    words = _TURNED.fill(n=count, signing=_SIGNED if has_signing else _SIGNED_ALONE)
    return Answer({"values": count}, lambda: terminal.write(words))
