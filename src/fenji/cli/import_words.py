"""What a person is asked before an import."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.cli.terminal import Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.errors import UnknownName
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.asked import Question
    from fenji.intake.preview import Preview

_IMPORT = Text("Import this? [y/N] ", "确认导入?[y/N] ")
_CHOOSE = Text("Your answer [{suggested}]: ", "您的选择 [{suggested}]:")


def is_watched(terminal: Terminal) -> bool:
    """Whether a person sits at the terminal and can be asked."""
    return not terminal.is_json and sys.stdin is not None and sys.stdin.isatty() and terminal.stdout.isatty()


def confirmed(terminal: Terminal, preview: Preview) -> bool:
    """Whether the person says yes to this preview; nothing but yes is yes."""
    del preview
    return _asked(terminal, _IMPORT).lower() in ("y", "yes", "是", "好")


def with_answers(terminal: Terminal, path: Path, options: dict[str, object]) -> dict[str, object]:
    """The options, with what the file leaves open asked and answered."""
    from fenji.intake.peek import peek
    from fenji.workspace.importing import read_options

    for _ in range(5):
        open_questions = [one for one in peek(path, read_options(options)).questions if one.option not in options]
        if not open_questions:
            break
        options = {**options, open_questions[0].option: _answer(terminal, open_questions[0])}
    return options


def read_choice(word: str, choices: Sequence[str], *, option: str) -> str:
    """One of the words an option may have."""
    if word not in choices:
        raise UnknownName(Text("choice", "选项"), word, known=choices, where=option)
    return word


def _answer(terminal: Terminal, question: Question) -> str:
    terminal.write(lines_verbatim(terminal.say(question.problem)))
    for number, choice in enumerate(question.choices, start=1):
        terminal.write(f"  {number}. {verbatim(choice)}")
    suggested = question.suggested or (question.choices[0] if question.choices else "")
    said = _asked(terminal, _CHOOSE.fill(suggested=verbatim(suggested)))
    if said.isdigit() and question.choices and 1 <= int(said) <= len(question.choices):
        return question.choices[int(said) - 1]
    return said or suggested


def _asked(terminal: Terminal, words: Text) -> str:
    terminal.stderr.write(terminal.say(words))
    terminal.stderr.flush()
    return sys.stdin.readline().strip()
