"""Where the web app keeps its own things: the folder `web` of the workspace, and the secret in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

IS_PLACED = "FENJI_WORKSPACE" in os.environ
FENJI_WORKSPACE = Path(os.environ.get("FENJI_WORKSPACE", "workspace")).resolve()
IS_DEMO = os.environ.get("FENJI_DEMO") == "1"  # said by `fenji serve --demo`, which listens on its own machine alone
WEB_FOLDER = FENJI_WORKSPACE / "web"


def secret_key() -> str:
    """The key that signs sessions: made once, readable by its owner alone; a passing one without a workspace.

    FENJI_SECRET_KEY gives another; where it was changed (`fenji keys turn`), the first line of the file is the newest.
    """
    if given := os.environ.get("FENJI_SECRET_KEY"):
        return given
    return kept_key("secret").decode("ascii").split("\n")[0] if IS_PLACED else secrets.token_urlsafe(50)


def earlier_secret_keys() -> list[str]:
    """Keys that signed what browsers still hold."""
    is_kept = IS_PLACED and "FENJI_SECRET_KEY" not in os.environ
    return kept_key("secret").decode("ascii").split()[1:] if is_kept else []


def turn_secret_key(*, keeps: int = 1) -> None:
    """A new key signs from now on; `keeps` earlier ones are still believed."""
    path = WEB_FOLDER / "secret.key"
    before = kept_key("secret").decode("ascii").split()[:keeps]
    making = path.with_name(f".secret.{os.getpid()}")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join([secrets.token_urlsafe(50), *before]))
    making.replace(path)


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
