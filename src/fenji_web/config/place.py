"""Where the web app keeps its own things: the folder `web` of the workspace, and the secret in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

IS_PLACED = "FENJI_WORKSPACE" in os.environ
FENJI_WORKSPACE = Path(os.environ.get("FENJI_WORKSPACE", "workspace")).resolve()
WEB_FOLDER = FENJI_WORKSPACE / "web"


def secret_key() -> str:
    """The key that signs sessions: made once, readable by its owner alone; a passing one without a workspace."""
    return kept_key("secret").decode("ascii") if IS_PLACED else secrets.token_urlsafe(50)


def kept_key(name: str) -> bytes:
    """A key of the web app by its name: made when it is first asked for, one for all processes, for its owner alone."""
    path = WEB_FOLDER / f"{name}.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        making = path.with_name(f".{name}.{os.getpid()}")
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(making, path)  # whoever is first gives the key to all
        except FileExistsError:
            pass
        finally:
            making.unlink()
    return path.read_bytes()
