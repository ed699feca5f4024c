"""The worker as `fenji serve` starts it: the environment names the workspace."""

from __future__ import annotations

import django

if __name__ == "__main__":
    django.setup()
    from fenji_web.serving.working import work

    work()
