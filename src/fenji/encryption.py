"""What nobody may read who has only the files: AES-256-GCM under a key of the workspace, which can be changed."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import FenjiError
from fenji.language import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "fenji1:"
FILE = Path("web") / "fields.key"
PLACE = "FENJI_KEY_FILE"  # names a key file elsewhere
GIVEN = "FENJI_KEY"  # holds the keys themselves, the newest first, with commas between
_BYTES = 32
_KEPT = re.compile(rf"{MARK}([0-9a-f]{{8}}):([A-Za-z0-9_=-]{{38,}})")
_FIX = Text(
    "Put the right key back (web/fields.key, or what FENJI_KEY_FILE or FENJI_KEY names), or type the credential again.",
    "请恢复正确的密钥（web/fields.key，或 FENJI_KEY_FILE、FENJI_KEY 指定的密钥），或重新填写该凭据。",
)


class KeyRefused(FenjiError):
    """There is no key, it is too weak or too open, or it is not the one that something was encrypted with."""


@dataclass(frozen=True)
class Keys:
    """The keys of a workspace: the first encrypts, all of them decrypt. They never show themselves."""

    _all: tuple[bytes, ...]

    def __repr__(self) -> str:
        return f"Keys({len(self._all)})"

    def encrypt(self, value: str, *, purpose: str) -> str:
        """The value as it may lie anywhere; only the same purpose opens it again."""
        key = self._all[0]
        nonce = secrets.token_bytes(12)
        closed = _cipher(key).encrypt(nonce, value.encode(), purpose.encode())
        return f"{MARK}{_name(key)}:{base64.urlsafe_b64encode(nonce + closed).decode()}"

    def decrypt(self, kept: str, *, purpose: str) -> str:
        """The value. Errors: KeyRefused where the key is another, the purpose is another, or a byte was changed."""
        from cryptography.exceptions import InvalidTag

        found = _KEPT.fullmatch(kept)
        key = next((one for one in self._all if found and _name(one) == found[1]), None)
        if found is None:
            raise _refused(Text("an encrypted value is damaged", "加密内容已损坏"), purpose)
        if key is None:
            raise _refused(Text("it was encrypted with another key", "该内容由另一把密钥加密"), purpose)
        closed = base64.urlsafe_b64decode(found[2])
        try:
            return _cipher(key).decrypt(closed[:12], closed[12:], purpose.encode()).decode()
        except InvalidTag:
            raise _refused(Text("an encrypted value was changed", "加密内容被改动过"), purpose) from None

    def is_newest(self, kept: str) -> bool:
        """Whether a value is encrypted with the key that encrypts now."""
        return kept.startswith(f"{MARK}{_name(self._all[0])}:")


def keys_of(folder: Path) -> Keys:
    """The keys of a workspace; the first is made when none was asked for before, readable by its owner alone."""
    if given := os.environ.get(GIVEN):
        return Keys(tuple(_read(one, GIVEN) for one in given.split(",")))
    place = key_place(folder)
    if not place.exists():
        _write(place, [_new()], is_first=True)
    refuse_open(place)
    return Keys(tuple(_read(line, str(place)) for line in place.read_text("ascii").split()))


def add_key(folder: Path) -> Keys:
    """A new key encrypts from now on; the earlier ones decrypt until `drop_earlier`."""
    place = _changeable(folder)
    keys_of(folder)
    _write(place, [_new(), *place.read_text("ascii").split()])
    return keys_of(folder)


def drop_earlier(folder: Path) -> None:
    """Forgets all keys but the newest: what was not encrypted anew by then cannot be read any more."""
    place = _changeable(folder)
    _write(place, place.read_text("ascii").split()[:1])


def key_place(folder: Path) -> Path:
    """Where the keys of a workspace rest."""
    return Path(os.environ.get(PLACE) or folder / FILE)


def is_encrypted(kept: str) -> bool:
    """Whether a text is a value that was encrypted here."""
    return kept.startswith(MARK)


def refuse_open(place: Path) -> None:
    """Refuses a file with secrets that others on this machine can read, or that belongs to somebody else."""
    state = place.stat()
    if stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid not in (os.geteuid(), 0):
        raise KeyRefused(
            Text("others on this machine can read a file with keys", "本机其他用户可以读取密钥文件"),
            where=str(place),
            fix=Text(f"Run: chmod 600 {place}; then change the keys.", f"请执行：chmod 600 {place}，并更换密钥。"),
        )


def _changeable(folder: Path) -> Path:
    if os.environ.get(GIVEN):
        raise KeyRefused(
            Text("the keys come from the environment", "密钥来自环境变量"),
            where=GIVEN,
            fix=Text(
                "Put a new key before the old one in FENJI_KEY, then run `fenji keys turn` again.",
                "请在 FENJI_KEY 中把新密钥写在旧密钥之前，再执行 `fenji keys turn`。",
            ),
        )
    return key_place(folder)


def _write(place: Path, lines: Iterable[str], *, is_first: bool = False) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    making = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    if not is_first:
        making.replace(place)
        return
    try:
        os.link(making, place)  # whoever is first gives the key to all
    except FileExistsError:
        pass
    finally:
        making.unlink()


def _new() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode()


def _read(line: str, where: str) -> bytes:
    try:
        key = (
            base64.b64decode(line.strip(), altchars=b"-_") if set(line) & {"-", "_"} else base64.b64decode(line.strip())
        )
    except ValueError:
        key = b""
    if len(key) != _BYTES or len(set(key)) < 8:
        raise KeyRefused(
            Text("this is no key: 32 random bytes, as base64", "密钥无效：应为 base64 编码的 32 个随机字节"),
            where=where,
            fix=Text("Make one with: openssl rand -base64 32", "可用以下命令生成：openssl rand -base64 32"),
        )
    return key


def _name(key: bytes) -> str:
    return hashlib.sha256(b"fenji key " + key).hexdigest()[:8]


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _refused(problem: Text, purpose: str) -> KeyRefused:
    return KeyRefused(problem, where=purpose, fix=_FIX)
