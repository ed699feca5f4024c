"""The version of fenji; a run keeps the one that made it."""

__version__ = "0.1.0"
