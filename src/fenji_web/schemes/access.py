"""What the standards' pages know of a request: the workspace's folder, who may approve, who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

    from fenji_web.accounts.models import User
    from fenji_web.library import Approval


def folder_of(request: HttpRequest) -> Path:
    """The folder of the workspace."""
    return cast("Path", request.fenji.workspace_folder)  # type: ignore[attr-defined]


def policy_of(request: HttpRequest) -> Approval | None:
    """How versions are approved here; None where nobody is asked."""
    return cast("Approval | None", request.fenji.settings.approval)  # type: ignore[attr-defined]


def person_of(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast("User", request.user)
