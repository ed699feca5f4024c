"""The certificate of an erasure: what went from where, sealed by the workspace's key; it does not tell who it was."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import FenjiError
from fenji.ink.whole_file import write_whole
from fenji.lake.tombstones import FOLDER
from fenji.language import Text
from fenji.version import __version__

if TYPE_CHECKING:
    from fenji.lake.tombstones import Tombstones
    from fenji.workspace.erasing import Erasure

CERTIFICATES = "certificates"
_BACKUPS = "backups.jsonl"


class CertificateFalse(FenjiError):
    """A certificate that is not what was written."""


def write_certificate(folder: Path, erasure: Erasure, stones: Tombstones) -> Path:
    """Writes the sealed certificate; gives its place."""
    path = folder / FOLDER / CERTIFICATES / f"{erasure.number}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "certificate": erasure.number,
        "fenji": __version__,
        "asked_at": erasure.asked_at.isoformat(),
        "ended_at": erasure.ended_at.isoformat(),
        "asked_by": erasure.asked_by,
        "approved_by": erasure.approved_by,
        "reason": erasure.reason,
        "person": erasure.mark,
        "merged_customers": erasure.merged,
        "stores": [
            {"store": one.name, "en": one.title.en, "zh": one.title.zh, "count": one.count, "tables": one.tables}
            for one in erasure.stores
        ],
        "runs": [asdict(one) for one in erasure.resealed],
        "backups": backups_before(folder, erasure.ended_at),
    }
    whole = {**told, "seal": seal(stones.key, told)}
    write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1).encode())
    return path


def seal(key: str, told: Mapping[str, Any]) -> str:
    """The HMAC of a certificate's content under the workspace's key."""
    words = json.dumps({name: told[name] for name in told if name != "seal"}, ensure_ascii=False, sort_keys=True)
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()


def read_certificate(path: Path, key: str) -> dict[str, Any]:
    """A certificate whose seal is right; CertificateFalse names what is wrong."""
    fix = Text("Take the file that fenji has written.", "请使用 fenji 生成的原文件。")
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        is_right = hmac.compare_digest(str(told["seal"]), seal(key, told))
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = Text("this is no certificate of an erasure", "这不是删除证明")
        raise CertificateFalse(problem, where=str(path), fix=fix) from error
    if not is_right:
        problem = Text("the certificate is not what was written", "删除证明与签发时不一致")
        raise CertificateFalse(problem, where=str(path), fix=fix)
    return told


def certificates(folder: Path) -> list[Path]:
    """Every certificate, oldest first."""
    return sorted((folder / FOLDER / CERTIFICATES).glob("E*.json"))


def backups_before(folder: Path, moment: datetime) -> list[dict[str, str]]:
    """Backups taken before the erasure, which still hold the person: they are beyond use until they are removed.

    Restoring one applies the tombstones.
    """
    path = folder / _BACKUPS
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line] if path.is_file() else []
    taken = [row for row in rows if datetime.fromisoformat(row["taken_at"]).astimezone(UTC) <= moment]
    return [{"taken_at": row["taken_at"], "folder": row["folder"]} for row in taken if Path(row["folder"]).is_dir()]
