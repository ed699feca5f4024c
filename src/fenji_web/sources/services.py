"""What is done with sources: written down, their credentials put apart, their columns mapped, removed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml
from django.conf import settings

from fenji_web import library
from fenji_web.sources.models import Connection

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

FOLDER, POSTGRES, MYSQL, REST = "folder", "postgresql", "mysql", "rest"
KINDS = (FOLDER, POSTGRES, MYSQL, REST)
_TLS = {
    POSTGRES: {"check": "", "encrypt": "?sslmode=require", "none": "?sslmode=disable"},
    MYSQL: {"check": "", "encrypt": "?ssl_mode=required", "none": "?ssl_mode=disabled"},
}


def home() -> Path:
    """The workspace's folder."""
    return Path(settings.FENJI_WORKSPACE).resolve()


def file_of(name: str) -> Path:
    """Where a source is written down."""
    return home() / "sources" / f"{name}.yaml"


def keep(given: dict[str, Any], *, by: User) -> Connection:
    """Writes a source down; a new password or token goes into secrets.env, an empty one leaves it as it is.

    What does not fit is refused before anything is written.
    """
    name, kind = given["name"], given["kind"]
    before = written(name)
    values: dict[str, Any] = {"into": given["into"]}
    for key in ("columns", "options", "source"):
        if before.get(key):
            values[key] = before[key]
    secret = f"FENJI_SOURCE_{hashlib.sha256(name.encode()).hexdigest()[:12].upper()}"
    credential = given.get("password") or None
    if kind == FOLDER:
        values |= {"kind": "folder", "folder": f"inbox/{name}"}
    elif kind == REST:
        values |= {"kind": "rest", "base_url": given["base_url"], "path": given.get("path", "")}
        values |= {"records": given["records"]} if given.get("records") else {}
        has_token = credential or before.get("token_env")
        values |= {"token_env": secret} if has_token else {}
    else:
        values |= {"kind": "database", "url_env": secret, "table": given["table"]}
        values |= {"cursor": given["cursor"]} if given.get("cursor") else {}
        credential = _url(kind, given, credential if credential is not None else _password(secret))
    library.read_source({"name": name, **values})
    _check_place(kind, given)
    if credential is not None:
        library.keep_secret(secret, credential, folder=home())
    if kind == FOLDER:
        (home() / "inbox" / name).mkdir(parents=True, exist_ok=True)
    _write(name, values)
    place = {key: given.get(key, "") for key in ("host", "port", "database", "user", "tls")} | {"kind": kind}
    made, _ = Connection.objects.update_or_create(
        name=name, defaults={"place": place, "found": None, "looked_at": None}, create_defaults={
            "place": place, "created_by": by})  # fmt: skip
    return made


def keep_columns(name: str, columns: dict[str, str]) -> None:
    """Keeps which of the source's columns fills which of ours."""
    values = written(name)
    values["columns"] = columns
    library.read_source({"name": name, **values})
    _write(name, values)


def remove(name: str) -> None:
    """Forgets a source and its credential; what it brought stays, and so do the files of a folder."""
    values = written(name)
    for secret in filter(None, (values.get("url_env"), values.get("token_env"))):
        if str(secret).startswith("FENJI_SOURCE_"):
            library.keep_secret(str(secret), None, folder=home())
    file_of(name).unlink(missing_ok=True)
    Connection.objects.filter(name=name).delete()


def written(name: str) -> dict[str, Any]:
    """The source as it is written down; empty where there is none."""
    place = file_of(name)
    found = yaml.safe_load(place.read_text("utf-8")) if place.is_file() else None
    return dict(found) if isinstance(found, dict) else {}


def _check_place(kind: str, given: dict[str, Any]) -> None:
    """A machine inside the network is refused before anything is written, unless an administrator named it."""
    allowed = library.Settings.read(home()).outward
    if kind == REST:
        library.check_url(given["base_url"], allowed)
    elif kind != FOLDER:
        library.judged_host("mysql" if kind == MYSQL else "postgres", given["host"], given.get("port"), allowed)


def _write(name: str, values: dict[str, Any]) -> None:
    place = file_of(name)
    place.parent.mkdir(exist_ok=True)
    making = place.with_name(f".{name}.{os.getpid()}")
    making.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), "utf-8")
    making.replace(place)


def _url(kind: str, given: dict[str, Any], password: str) -> str:
    who = quote(given["user"], safe="") + (f":{quote(password, safe='')}" if password else "")
    port = f":{given['port']}" if given.get("port") else ""
    tls = _TLS[kind][given.get("tls") or "check"]
    return f"{kind}://{who}@{given['host']}{port}/{quote(given['database'], safe='')}{tls}"


def _password(secret: str) -> str:
    """The password that is kept already; empty where there is none."""
    from urllib.parse import unquote, urlsplit

    try:
        return unquote(urlsplit(library.find_secret(secret, folder=home()).reveal()).password or "")
    except library.FenjiError:
        return ""
