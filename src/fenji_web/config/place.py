"""Where the web app keeps its own things: the folder `web` of the workspace, and the secret in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FENJI_WORKSPACE = Path(os.environ.get("FENJI_WORKSPACE", ".")).resolve()
WEB_FOLDER = FENJI_WORKSPACE / "web"


def secret_key(folder: Path) -> str:
    """The key that signs sessions: made once, readable by its owner alone."""
    path = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text("ascii")
