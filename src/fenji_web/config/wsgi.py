"""The web app as a WSGI server runs it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from fenji_web.config.lean import hide_pandas

hide_pandas()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fenji_web.config.settings")
application = get_wsgi_application()

from fenji_web.config.ready import refuse  # noqa: E402 - settings are there now

refuse()
