"""Uploads that wait to be looked at, mapped and imported."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import models


def new_token() -> str:
    """A name nobody can guess."""
    return token_hex(16)


class Upload(models.Model):
    """One file on its way in: under a random name on the disk, with its own name kept clean beside it.

    `given` is how the person wants it read (table, columns, options), `found` what the last preview said of it. `job`
    is the newest job about it; `entry` the import it became.
    """

    token = models.CharField(max_length=32, primary_key=True, default=new_token)
    name = models.CharField(max_length=120)
    kept_as = models.CharField(max_length=60)
    size = models.BigIntegerField()
    given = models.JSONField(default=dict)
    found = models.JSONField(null=True)
    is_stale = models.BooleanField(default=True)
    entry = models.BigIntegerField(null=True)
    part_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")
    job = models.ForeignKey("runs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order of lists."""

        ordering = ("-brought_at", "token")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """The file on the disk."""
        return Path(settings.FENJI_WORKSPACE) / "web" / "uploads" / self.kept_as

    @property
    def rejects(self) -> Path:
        """The rows of its last preview that cannot be taken."""
        return self.path.with_suffix(".rejects")
