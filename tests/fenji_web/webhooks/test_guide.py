"""The receiver that the guide shows is run as it stands, and does what the guide says."""

from __future__ import annotations

import http.server
import re
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fenji_web.deliveries.services import deliver
from fenji_web.webhooks import services
from fenji_web.webhooks.models import DEAD, PROMOTED, Endpoint, Message

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "webhooks.md"


def test_the_receiver_of_the_guide_verifies_and_acts_once(
    shop: Path, hook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    endpoint = Endpoint(name="CRM", events=[PROMOTED])
    secret = services.keep(endpoint, address=hook.url)
    monkeypatch.setenv("FENJI_SECRET", secret)
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setattr(http.server.BaseHTTPRequestHandler, "log_message", lambda *_: None)
    names: dict[str, Any] = {}
    running = threading.Thread(target=exec, args=(code, names), daemon=True)
    running.start()
    until = time.monotonic() + 10
    while "server" not in names and time.monotonic() < until:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{names['server'].server_address[1]}"
    try:
        monkeypatch.setenv("FENJI_OUTWARD_ALLOW", url)
        services.keep(endpoint, address=f"{url}/fenji")
        data = {"customers": [{"id": "C1", "event": "evt_1", "from": "normal", "to": "vip"}]}
        services.write(endpoint, kind=PROMOTED, part="1", data=data, at=timezone.now(), customers=1)
        body = Message.objects.get().body
        assert deliver() == 1
        Message.objects.update(state=DEAD, body=body)  # the answer was lost on its way back to us
        services.replay_since(endpoint, timezone.now() - timedelta(days=1))
        assert deliver() == 1
        assert names["risen"] == ["C1"]
        services.rotate(endpoint)
        Endpoint.objects.update(old_secret_until=None)
        Message.objects.update(state=DEAD, body=body)
        services.replay_since(endpoint, timezone.now() - timedelta(days=1))
        deliver()
        assert Message.objects.get().said == "401"
    finally:
        names["server"].shutdown()
        names["server"].server_close()
        running.join(5)
