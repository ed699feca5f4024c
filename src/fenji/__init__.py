"""fenji 分级: customers graded by your own standard, every grade explained."""

__version__ = "0.1.0"
