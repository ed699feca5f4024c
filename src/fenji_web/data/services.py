"""What is done with uploads: received, read another way, imported, discarded; each by a job of the worker."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db import transaction
from django.utils import timezone

from fenji_web import library
from fenji_web.data.models import Upload
from fenji_web.library import Text
from fenji_web.runs.models import DONE, Job
from fenji_web.runs.services import enqueue

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

KEPT_DAYS = 7
_MOST_MB = 200
_NAME_LENGTH = 100
_NAME_BYTES = 180  # a hanzi is three; with a number before it and `-rejects.csv` behind, a name may have 255
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
TOO_LARGE, IMPORT = "TOO_LARGE", "import_file"


def most_bytes() -> int:
    """How large an upload may be; the library's own limit, `FENJI_MAX_FILE_MB`."""
    said = os.environ.get("FENJI_MAX_FILE_MB", "")
    return (int(said) if said.isdigit() else _MOST_MB) << 20


def clean_name(name: str) -> str:
    """A file's name as people may see it: no folders, no invisible signs, not too long.

    >>> clean_name("../../x.csv"), clean_name("订单 2024.xlsx"), clean_name("..")
    ('x.csv', '订单 2024.xlsx', 'file')
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Zl", "Zp"))
    plain = _BAD.sub("_", seen).strip(" .")
    stem, suffix = Path(plain).stem, Path(plain).suffix[:9]
    short = stem[: _NAME_LENGTH - len(suffix)].encode()[:_NAME_BYTES].decode("utf-8", "ignore")
    return f"{short}{suffix}" or "file"


class IntoUploads(FileUploadHandler):
    """Writes an upload piece by piece into the workspace, under a random name, as far as the limit allows."""

    chunk_size = 1 << 18

    def new_file(self, *args: Any, **values: Any) -> None:
        """One file of the form begins."""
        super().new_file(*args, **values)
        folder = Path(settings.FENJI_WORKSPACE) / "web" / "uploads"
        folder.mkdir(parents=True, exist_ok=True)
        suffix = Path(clean_name(self.file_name or "")).suffix.lower()
        self.kept = folder / f"{token_hex(16)}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
        self.size, self.is_too_large = 0, False
        self.handle = os.fdopen(os.open(self.kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The next piece; past the limit nothing more is kept."""
        self.size = start + len(raw_data)
        if self.size > most_bytes():
            self.is_too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        self.handle.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """The whole file rests on the disk."""
        del file_size
        self.handle.close()
        return Received(self.kept, self.file_name or "", self.size)

    def upload_interrupted(self) -> None:
        """What came so far goes."""
        if hasattr(self, "handle"):
            self.handle.close()
            self.kept.unlink(missing_ok=True)


class Received:
    """One file that came, as Django's forms hand it over."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        self.path, self.name, self.size = path, clean_name(name), size

    def close(self) -> None:
        """Django closes what it was given."""


@transaction.atomic
def keep_upload(received: Received, *, by: User) -> Upload:
    """An upload is kept and looked at; those that waited for a week go."""
    clear_old()
    upload = Upload.objects.create(
        name=received.name, kept_as=received.path.name, size=received.size, brought_by=by, given={"options": {}}
    )
    start_preview(upload, by=by)
    return upload


@transaction.atomic
def start_preview(upload: Upload, *, by: User, given: dict[str, Any] | None = None) -> None:
    """Looks at an upload, read another way where that is given; one piece of work about it at a time."""
    upload = _held(upload)
    if upload.job is not None and upload.job.is_open:
        return
    upload.given = upload.given if given is None else given
    upload.is_stale = True
    upload.job = enqueue("preview_file", by=by, kept_as=upload.kept_as, name=upload.name, given=upload.given)
    upload.save(update_fields=["given", "is_stale", "job"])


@transaction.atomic
def start_import(upload: Upload, *, by: User, rows: str) -> None:
    """Imports an upload as it was previewed, mapped exactly like that; a second click starts nothing."""
    upload = _held(upload)
    if upload.entry is not None or (upload.job is not None and upload.job.is_open):
        return
    mapping = (upload.found or {})["mapping"]
    exact = {**upload.given, **{name: mapping[name] for name in ("table", "columns", "options")}}
    upload.job = enqueue(IMPORT, by=by, kept_as=upload.kept_as, name=upload.name, given=exact, rows=rows)
    upload.save(update_fields=["job"])


def take_in(upload: Upload) -> Upload:
    """What the newest job found is kept with the upload: a preview, the files of a ZIP, or the import it became."""
    job = upload.job
    is_known = upload.entry is not None if job is not None and job.kind == IMPORT else not upload.is_stale
    return upload if job is None or job.state != DONE or is_known else _taken_in(upload)


@transaction.atomic
def _taken_in(upload: Upload) -> Upload:
    upload = _held(upload)
    job = upload.job
    if job is None or job.state != DONE:
        return upload
    result = job.result or {}
    if job.kind == IMPORT and upload.entry is None:
        upload.entry, upload.found = result["import_id"], None
        _forget(upload)
    elif job.kind != IMPORT and upload.is_stale:
        upload.found, upload.is_stale = result, False
        for part in result.get("parts", ()):
            Upload.objects.create(**part, part_of=upload, brought_by=upload.brought_by, given={"options": {}})
    upload.save(update_fields=["entry", "found", "is_stale"])
    return upload


def _held(upload: Upload) -> Upload:
    """The upload as it is now, held until the transaction ends: two clicks are one after the other."""
    return Upload.objects.select_related("job").select_for_update(of=("self",)).get(pk=upload.pk)


def parts_of(upload: Upload) -> list[Upload]:
    """The files of a ZIP by name, each with what became of it."""
    return [take_in(part) for part in upload.parts.select_related("job").order_by("name", "token")]


def is_done(upload: Upload) -> bool:
    """Whether nothing of an upload waits any more."""
    parts = parts_of(upload)
    return upload.entry is not None or (bool(parts) and all(part.entry is not None for part in parts))


@transaction.atomic
def discard(upload: Upload) -> None:
    """An upload goes, its file with it."""
    _remove([upload, *upload.parts.all()])


def clear_old() -> None:
    """Uploads nobody came back to."""
    _remove(Upload.objects.filter(brought_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)))


def too_large() -> library.FileRefused:
    """The refusal of an upload that is too large."""
    most = most_bytes() >> 20
    return library.FileRefused(
        TOO_LARGE,
        Text(f"the file is larger than {most} MB", f"文件超过 {most} MB"),
        where="/data/",
        fix=Text(
            "Export fewer months at a time, or save it as CSV or Parquet.", "请按月份拆分导出，或另存为 CSV、Parquet。"
        ),
    )


def _forget(upload: Upload) -> None:
    """What previews saw of a file's cells goes with the file."""
    Job.objects.filter(kind="preview_file", arguments__kept_as=upload.kept_as).exclude(result=None).update(result={})


def _remove(uploads: Iterable[Upload]) -> None:
    for one in list(uploads):
        for path in (one.path, one.rejects):
            path.unlink(missing_ok=True)
        _forget(one)
        one.delete()
