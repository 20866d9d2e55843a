"""The lint: what a script says, how, and whether what keeps people safe is all there.

What is an error in a shipped script is a warning, with the reason, in a person's own;
holding the breath, and words that can never fit, are errors everywhere.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from coach.script.checks import in_set_cues
from coach.script.lint_fit import lint_fit
from coach.script.lint_safety import lint_safety
from coach.script.lint_text import located_text, word_count, wordings
from coach.script.lint_whole import whole_script
from coach.script.lint_words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_MOST_MATCHES = 100
"""Matches of one rule in one text that are told."""


def lint_script(
    script: Script, texts: Mapping[str, str], *, shipped: bool, faults: Faults
) -> None:
    """Add what a script says amiss; a shipped one must say nothing amiss.

    `texts` are the files that it was read from, for the places of single words.
    """
    policy: Severity = "error" if shipped else "warning"
    errors = (each for each in faults.diagnostics if each.severity == "error")
    whole = whole_script(script, {each.span for each in errors})
    if len(script.title) > LONGEST_TITLE:
        message = f"the title has {len(script.title)} characters; players cut it off"
        hint = f"keep it within {LONGEST_TITLE}"
        faults.add("long-title", message, script.span, hint=hint, severity="warning")
    words = words_of(script.language)
    if words is None:
        message = f"the words are not checked: there is no list for '{script.language}'"
        faults.add("not-linted", message, script.span, severity="notice")
    else:
        lines = {file: text.split("\n") for file, text in texts.items()}
        _lint_words(script, words, _Teller(lines, policy, faults))
    _lint_word_counts(whole, faults)
    lint_fit(whole, faults)
    # Without a set there is no way through a script.
    if words is not None and whole.blocks:
        lint_safety(whole, words, policy, faults)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """Something to read, and what it is where it is no wording."""

    text: str
    span: Span
    what: str = ""


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells of banned words at the place where they stand."""

    lines: Mapping[str, Sequence[str]]
    """Of every file."""
    policy: Severity
    faults: Faults

    def lint(self, text: _Text, rules: list[Banned]) -> None:
        """Tell of all that a text says amiss; the same words once for each slug."""
        plain, places = located_text(text.text)
        told: dict[str, set[int]] = {}
        for rule in rules:
            letters = told.setdefault(rule.slug, set())
            for found in islice(rule.pattern.finditer(plain), _MOST_MATCHES):
                if letters.isdisjoint(range(*found.span())):
                    letters.update(range(*found.span()))
                    span = self.place(
                        text, places[found.start()], places[found.end() - 1]
                    )
                    self.tell(text, rule, found[0], span)

    def tell(self, text: _Text, rule: Banned, found: str, span: Span) -> None:
        """Say which words break a rule, and why it is there."""
        where = f"{text.what}: " if text.what else ""
        message = f"{where}'{found[:_LONGEST_SHOWN]}': {rule.reason}"
        severity = "error" if rule.always_error else self.policy
        self.faults.add(rule.slug, message, span, hint=rule.hint, severity=severity)

    def place(self, text: _Text, first: int, last: int) -> Span:
        """Narrow a place to some words of it, where they are written as they read."""
        span, read = text.span, unicodedata.normalize("NFC", text.text)[: last + 1]
        # After the quote; in a text of many lines, or with escapes, something else is.
        if not self.lines[span.file][span.line - 1].startswith(read, span.column):
            return span
        return replace(span, column=span.column + 1 + first, length=last + 1 - first)


def _lint_words(script: Script, words: Words, teller: _Teller) -> None:
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
            teller.lint(text, rules)
    everywhere = [rule for rule in banned if rule.everywhere]
    for text in _other_texts(script):
        teller.lint(text, everywhere)


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
