"""The worker as `fenji serve` starts it: the environment names the workspace."""

from __future__ import annotations

import django

from fenji_web.config.lean import hide_pandas

if __name__ == "__main__":
    hide_pandas()
    django.setup()
    from fenji_web.serving.working import work

    work()
