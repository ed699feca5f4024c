"""Credentials: from environment variables or an encrypted file of its owner's, and never shown again."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

from fenji.encryption import is_encrypted, keys_of
from fenji.intake.sources.refusals import SECRET, refused
from fenji.language import Text

FILE_NAME = "secrets.env"
PLACE = "FENJI_SECRETS"  # names another secrets file
HIDDEN = "***"


class Secret:
    """A value that shows itself only when asked by `reveal`; printing, logging and comparing see three stars.

    >>> str(Secret("hunter2")), f"{Secret('hunter2')!r}", Secret("hunter2").reveal()
    ('***', '***', 'hunter2')
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that sends it."""
        return self._value

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


def find_secret(name: str, *, folder: Path) -> Secret:
    """The credential of that name: an environment variable, else a line `NAME=value` of the workspace's secrets.env.

    A value may be written as it is or encrypted, as the web app keeps it.
    """
    if value := os.environ.get(name):
        return Secret(value)
    place = Path(os.environ.get(PLACE) or folder / FILE_NAME)
    if place.exists() and (value := _read(place).get(name)):
        return Secret(_opened(name, value, folder=folder))
    raise refused(
        SECRET,
        Text(f"there is no credential called {name}", f"没有名为 {name} 的凭据"),
        where=name,
        fix=Text(
            f"Set the environment variable, or write {name}=… into {place} (chmod 600).",
            f"请设置该环境变量，或在 {place} 中写入 {name}=…（权限 600）。",
        ),
    )


def keep_secret(name: str, value: str | None, *, folder: Path) -> None:
    """Writes a credential encrypted into the workspace's secrets.env, for its owner alone; None takes it out.

    The file is written anew and put in place whole: it is never readable by others, not for a moment.
    """
    place = folder / FILE_NAME
    lines: list[str] = []
    if place.exists():
        _read(place)  # refused where others can read it
        lines = place.read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in lines if line.partition("=")[0].strip() != name]
    if value is not None:
        if "\n" in value or "\r" in value:
            raise refused(SECRET, Text("a credential is one line", "凭据只能是一行"), where=name, fix=_ONE_LINE)
        kept.append(f"{name}={keys_of(folder).encrypt(value, purpose=_for(name))}")
    _put(place, kept)


def encrypt_anew(folder: Path) -> int:
    """Encrypts every credential of secrets.env with the newest key, those written as they are too; how many."""
    place = folder / FILE_NAME
    if not place.exists():
        return 0
    keys, values = keys_of(folder), _read(place)
    old = {name for name, value in values.items() if not keys.is_newest(value)}
    lines = []
    for line in place.read_text(encoding="utf-8-sig").splitlines():
        name = line.partition("=")[0].strip()
        if name in old and not line.strip().startswith("#"):
            value = _opened(name, values[name], folder=folder)
            lines.append(f"{name}={keys.encrypt(value, purpose=_for(name))}")
        else:
            lines.append(line)
    if old:
        _put(place, lines)
    return len(old)


def read_all(folder: Path) -> int:
    """Reads every credential of secrets.env; how many are encrypted. Errors: KeyRefused where one cannot be read."""
    place = folder / FILE_NAME
    kept = {name: value for name, value in (_read(place) if place.exists() else {}).items() if is_encrypted(value)}
    for name, value in kept.items():
        _opened(name, value, folder=folder)
    return len(kept)


def _for(name: str) -> str:
    return f"{FILE_NAME} {name}"


def _opened(name: str, value: str, *, folder: Path) -> str:
    return keys_of(folder).decrypt(value, purpose=_for(name)) if is_encrypted(value) else value


def _put(place: Path, lines: Iterable[str]) -> None:
    making = place.with_name(f".{FILE_NAME}.{os.getpid()}")
    making.unlink(missing_ok=True)
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    making.replace(place)


_ONE_LINE = Text("Type it again without a line break.", "请重新填写，不要换行。")


def without_secrets(words: str, secrets: Iterable[Secret]) -> str:
    """The words with every secret in them, in any usual spelling, covered.

    >>> without_secrets("GET /?key=a%2Fb", [Secret("a/b")])
    'GET /?key=***'
    """
    spellings = {
        spelling
        for secret in secrets
        for value in (secret.reveal(),)
        for spelling in (value, quote(value, safe=""), quote_plus(value), quote(value))
        if value
    }
    for spelling in sorted(spellings, key=len, reverse=True):
        words = words.replace(spelling, HIDDEN)
    return words


def _read(place: Path) -> dict[str, str]:
    state = place.stat()
    if stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid not in (os.geteuid(), 0):
        raise refused(
            SECRET,
            Text("others on this machine can read the secrets file", "本机其他用户可以读取凭据文件"),
            where=str(place),
            fix=Text(
                f"Run: chmod 600 {place}; then change the credentials.", f"请执行：chmod 600 {place}，并更换凭据。"
            ),
        )
    found = {}
    for line in place.read_text(encoding="utf-8-sig").splitlines():
        name, is_pair, value = line.strip().partition("=")
        if is_pair and not name.startswith("#"):
            found[name.strip()] = value.strip().strip("\"'")
    return found
