"""All settings of the web app, gathered from one file a topic."""

from __future__ import annotations

from fenji_web.config import apps, database, place, requests, security

for _topic in (place, apps, database, security, requests):
    globals().update({name: getattr(_topic, name) for name in dir(_topic) if name.isupper()})
