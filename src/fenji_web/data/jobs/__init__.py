"""What the worker does with data: files, and customers who are probably one."""

from fenji_web.data.jobs import duplicates, files

__all__ = ["duplicates", "files"]
