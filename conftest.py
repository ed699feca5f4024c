"""Gives tests and doctests of the web app a workspace of their own, before Django is set up."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from tests import quick

settings.register_profile("fenji", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fenji")  # what a machine is busy with is no fault of what is tested
quick.files_in_memory()
_PLACE = Path(tempfile.mkdtemp(prefix="fenji-web-"))
atexit.register(shutil.rmtree, _PLACE, ignore_errors=True)
for _folder in ("generated", "static"):
    (_PLACE / "web" / _folder).mkdir(parents=True)
os.environ["FENJI_WORKSPACE"] = str(_PLACE)
os.environ["DJANGO_SETTINGS_MODULE"] = "fenji_web.config.settings"
os.environ.pop("FENJI_STATIC", None)


def pytest_configure() -> None:
    """Sets Django up, as its own test runner does."""
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    quick.small_engines()
    quick.readers_at_hand()


def pytest_collection_finish() -> None:
    """Everything is imported."""
    quick.few_collections()
