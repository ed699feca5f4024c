"""The playbook: what to do for a tier, a stage, a segment and a customer's state; shipped, and a company's own."""

from fenji.advice.playbook.action import ACTION_KINDS, Action, actions, first_fit
from fenji.advice.playbook.book import SHIPPED, Advised, Playbook
from fenji.advice.playbook.written import PLAYBOOK_FILE, Known, WrittenPlaybook, playbook_of, read_playbook

__all__ = [
    "ACTION_KINDS",
    "PLAYBOOK_FILE",
    "SHIPPED",
    "Action",
    "Advised",
    "Known",
    "Playbook",
    "WrittenPlaybook",
    "actions",
    "first_fit",
    "playbook_of",
    "read_playbook",
]
