"""The lint: what a script says, how, and whether what keeps people safe is all there.

What is an error in a shipped script is a warning, with the reason, in a person's own;
holding the breath, and words that can never fit, are errors everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """Add what a script that loads says amiss; a shipped one must say nothing amiss."""
    policy: Severity = "error" if shipped else "warning"
    before = faults.diagnostics
    if len(script.title) > LONGEST_TITLE:
        message = f"the title has {len(script.title)} characters; players cut it off"
        hint = f"keep it within {LONGEST_TITLE}"
        faults.add("long-title", message, script.span, hint=hint, severity="warning")
    words = words_of(script.language)
    if words is None:
        message = f"the words are not checked: there is no list for '{script.language}'"
        faults.add("not-linted", message, script.span, severity="notice")
    else:
        _lint_words(script, words, policy, faults)
    # Only a script without errors is whole enough to be walked through.
    if any(fault.severity == "error" for fault in before):
        return
    _lint_word_counts(script, faults)
    lint_fit(script, faults)
    if words is not None:
        lint_safety(script, words, policy, faults)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """Something to read, and what it is where it is no wording."""

    text: str
    span: Span
    what: str = ""


def _lint_words(script: Script, words: Words, policy: Severity, faults: Faults) -> None:
    """Look for words that are not to be said, or not there."""
    banned = [b for b in words.banned if b.position in {"", script.position}]
    in_set = {cue_id for block in script.blocks for cue_id in in_set_cues(block)}
    explained = in_set | _explaining(script)
    for cue in script.cues.values():
        rules = banned + (list(words.in_set) if cue.id in in_set else [])
        if cue.id not in explained:
            rules.append(words.position_only)
        for wording in wordings(cue):
            text = _Text(text=wording.text, span=wording.span)
            _lint_text(text, rules, policy, faults)
    everywhere = [rule for rule in banned if rule.everywhere]
    for text in _other_texts(script):
        _lint_text(text, everywhere, policy, faults)


def _lint_text(
    text: _Text, rules: list[Banned], policy: Severity, faults: Faults
) -> None:
    """Tell of every rule that a text breaks, one of each slug."""
    plain = plain_text(text.text)
    told = set()
    for rule in rules:
        found = rule.pattern.search(plain)
        if found and rule.slug not in told:
            told.add(rule.slug)
            where = f"{text.what}: " if text.what else ""
            message = f"{where}'{found[0][:_LONGEST_SHOWN]}': {rule.reason}"
            severity = "error" if rule.always_error else policy
            faults.add(rule.slug, message, text.span, hint=rule.hint, severity=severity)


def _explaining(script: Script) -> set[str]:
    """List the cues in which a position may be explained: all before the first set."""
    steps = list(script.opening)
    for block in script.blocks:
        steps += [*block.intro, *block.practice]
    return {step.cue for step in steps if step.cue}


def _other_texts(script: Script) -> Iterator[_Text]:
    """Yield what is shown rather than spoken: claims are claims there too."""
    yield _Text(text=script.title, span=script.span, what="title")
    yield _Text(text=script.album, span=script.span, what="album")
    yield _Text(text=script.artist, span=script.span, what="artist")
    yield _Text(text=script.comment, span=script.span, what="comment")
    if script.advice:
        yield _Text(text=script.advice.text, span=script.advice.span, what="advice")
    for parameter in script.parameters.values():
        yield _Text(text=parameter.help, span=parameter.span, what="help")
    for block in script.blocks:
        yield _Text(text=block.title, span=block.span, what="title")
    for step in script.plan:
        yield _Text(text=step.title, span=step.span, what="title")


def _lint_word_counts(script: Script, faults: Faults) -> None:
    """Count the words of what is said in the sets, but for the fullest wordings."""
    cues = {cue_id for block in script.blocks for cue_id in in_set_cues(block)}
    ladders = (ladder for cue_id in cues for ladder in script.cues[cue_id].variants)
    for wording in (each for ladder in ladders for each in ladder[1:] or ladder):
        count = word_count(wording.text)
        if count > MOST_WORDS:
            message = f"{count} words are hard to catch while moving"
            hint = f"add a wording of {MOST_WORDS} words at the most"
            span = wording.span
            faults.add("too-many-words", message, span, hint=hint, severity="warning")
