"""The lint: what a script says, how, and whether nothing that keeps people safe is lost.

A fault in a shipped script is a warning, with the reason, in a person's own; what can
never be right, such as holding the breath, is an error everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.checks import in_set_cues
from coach.script.lint_fit import lint_fit
from coach.script.lint_safety import lint_safety
from coach.script.lint_text import plain_text, word_count, wordings
from coach.script.lint_words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.diagnostics import Severity, Span
    from coach.script.lint_words import Banned, Words
    from coach.script.model import Script
    from coach.script.readers import Faults

__all__ = ["LONGEST_TITLE", "MOST_WORDS", "lint_script"]

LONGEST_TITLE = 60
"""Characters of a title that players still show whole."""

MOST_WORDS = 4
"""Words that are caught while moving; only the fullest wording may have more."""

_LONGEST_SHOWN = 60


def lint_script(script: Script, *, shipped: bool, faults: Faults) -> None:
    """Add what the lint finds in a script that loads; `shipped` ones are held stricter."""
    policy: Severity = "error" if shipped else "warning"
    if len(script.title) > LONGEST_TITLE:
        message = f"the title has {len(script.title)} characters; players cut it off"
        hint = f"keep it within {LONGEST_TITLE}"
        faults.add("long-title", message, script.span, hint=hint, severity="warning")
    lint_fit(script, faults)
    _lint_word_counts(script, faults)
    words = words_of(script.language)
    if words is None:
        message = f"the words are not checked: there is no list for '{script.language}'"
        faults.add("not-linted", message, script.span, severity="notice")
        return
    _lint_words(script, words, policy, faults)
    lint_safety(script, words, policy, faults)


def _lint_words(script: Script, words: Words, policy: Severity, faults: Faults) -> None:
    """Look for words that are not to be said, or not there."""
    banned = [b for b in words.banned if b.position in {"", script.position}]
    in_set = {cue_id for block in script.blocks for cue_id in in_set_cues(block)}
    explained = in_set | _explaining(script)
    for cue in script.cues.values():
        rules = banned + (list(words.in_set) if cue.id in in_set else [])
        for wording in wordings(cue):
            told = _lint_text(wording.text, wording.span, rules, policy, faults)
            if cue.id not in explained and "hold-support" not in told:
                only = [words.position_only]
                _lint_text(wording.text, wording.span, only, policy, faults)
    everywhere = [rule for rule in banned if rule.everywhere]
    for what, text, span in _other_texts(script):
        _lint_text(text, span, everywhere, policy, faults, f"{what}: ")


def _lint_text(
    text: str,
    span: Span,
    rules: list[Banned],
    policy: Severity,
    faults: Faults,
    where: str = "",
) -> set[str]:
    """Tell of every rule that a text breaks; return their slugs."""
    plain = plain_text(text)
    told = set()
    for rule in rules:
        found = rule.pattern.search(plain)
        if found and rule.slug not in told:
            told.add(rule.slug)
            severity = "error" if rule.always_error else policy
            message = f"{where}'{found[0][:_LONGEST_SHOWN]}': {rule.reason}"
            faults.add(rule.slug, message, span, hint=rule.hint, severity=severity)
    return told


def _explaining(script: Script) -> set[str]:
    """List the cues in which a position may be explained: all before the first set."""
    steps = list(script.opening)
    for block in script.blocks:
        steps += [*block.intro, *block.practice]
    return {step.cue for step in steps if step.cue}


def _other_texts(script: Script) -> Iterator[tuple[str, str, Span]]:
    """Yield what is shown rather than spoken: claims are claims there too."""
    yield "title", script.title, script.span
    yield "album", script.album, script.span
    yield "artist", script.artist, script.span
    yield "comment", script.comment, script.span
    if script.advice:
        yield "advice", script.advice.text, script.advice.span
    for parameter in script.parameters.values():
        yield "help", parameter.help, parameter.span
    for block in script.blocks:
        yield "title", block.title, block.span
    for step in script.plan:
        yield "title", step.title, step.span


def _lint_word_counts(script: Script, faults: Faults) -> None:
    for block in script.blocks:
        for cue_id in in_set_cues(block):
            for ladder in script.cues[cue_id].variants:
                for wording in ladder[1:] or ladder:
                    count = word_count(wording.text)
                    if count > MOST_WORDS:
                        message = f"{count} words are hard to catch while moving"
                        hint = f"add a wording of {MOST_WORDS} words at the most"
                        faults.add(
                            "too-many-words",
                            message,
                            wording.span,
                            hint=hint,
                            severity="warning",
                        )
