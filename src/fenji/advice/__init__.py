"""What a customer's own numbers say, and what to do about it."""

from fenji.advice.analysis import analyse
from fenji.advice.findings import findings
from fenji.advice.suggestions import suggestions
from fenji.advice.yardstick import Yardstick

__all__ = ["Yardstick", "analyse", "findings", "suggestions"]
