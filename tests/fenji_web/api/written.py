"""Writes what is computed from the interface: `python -m tests.fenji_web.api.written`."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "reference" / "openapi.json"
CLIENT = ROOT / "clients" / "python" / "fenji_client.py"
COMMAND = "python -m tests.fenji_web.api.written"


def document_text() -> str:
    """The OpenAPI document in English, as docs/reference/openapi.json holds it; of no version, so that it stays."""
    from fenji_web.api.services.document import document

    said = document("en")
    info = {**said["info"], "version": "1"}
    return json.dumps({**said, "info": info}, indent=1, ensure_ascii=False) + "\n"


def client_text(said: dict[str, Any]) -> str:
    """The client's source by the generator beside it, in the house's form."""
    import subprocess
    import sys

    place = ROOT / "clients" / "python" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate_client", place)
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    ruff = [str(Path(sys.executable).with_name("ruff")), "format", "--line-length", "120", "-"]
    made = subprocess.run(ruff, input=generator.client_of(said), capture_output=True, text=True, check=True, cwd=ROOT)
    return str(made.stdout)


if __name__ == "__main__":
    import os
    import tempfile

    os.environ["FENJI_WORKSPACE"] = tempfile.mkdtemp()
    os.environ["DJANGO_SETTINGS_MODULE"] = "fenji_web.config.settings"
    import django

    django.setup()
    DOCUMENT.write_text(document_text(), "utf-8")
    CLIENT.write_text(client_text(json.loads(DOCUMENT.read_text("utf-8"))), "utf-8")
