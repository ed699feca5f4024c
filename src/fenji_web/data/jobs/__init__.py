"""What the worker does with data: previews, imports, quality, standards tried."""

from fenji_web.data.jobs import files

__all__ = ["files"]
