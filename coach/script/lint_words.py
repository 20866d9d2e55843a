"""Word lists of the lint, by language: data only; a new language is one more `Words`.

Patterns meet plain text: small letters, straight apostrophes, single spaces, without
marks; a slot reads as the words after its colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["LANGUAGES", "Banned", "Moment", "Required", "Words", "words_of"]

Moment = Literal["opening", "countdown", "set-end", "closing"]
"""Where a safety phrase is due; "set-end" is what follows each set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Banned:
    """Words that are not to be said."""

    slug: str
    pattern: re.Pattern[str]
    reason: str
    """Follows the quoted words in the message."""
    hint: str = ""
    everywhere: bool = False
    """Looked for in titles, comments and help too, not only in what is spoken."""
    always_error: bool = False
    position: str = ""
    """Only in scripts of this position."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Required:
    """A safety phrase that every way through a script must say."""

    slug: str
    """Of those with the same slug the first that suits a script is the one due."""
    moment: Moment
    what: str
    """Completes "the opening does not ..."."""
    example: str
    patterns: tuple[re.Pattern[str], ...]
    """All of them in one wording."""
    position: str = ""
    """Only in scripts of this position."""
    parameter: str = ""
    """Only in scripts that declare this parameter."""
    movement: re.Pattern[str] | None = None
    """Only in scripts whose sets name this."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the lint knows of one language."""

    banned: tuple[Banned, ...]
    in_set: tuple[Banned, ...]
    """Not to be said between go tones, though they may be elsewhere."""
    position_only: Banned
    """A word kept for the held position: fine in a set and where it is explained."""
    required: tuple[Required, ...]


def words_of(language: str) -> Words | None:
    """Find the lists of a language such as "en" or "en-gb"."""
    return LANGUAGES.get(re.split(r"[-_]", language.strip().lower())[0])


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


_BODY = (
    r"(?:the |your |their |in |on |of |from )*(?:\w+ )?"
    r"(?:balance|blood|bones?|brain|circulation|digestion|energy|focus|heart|"
    r"immun\w+|kidneys?|lymph\w*|memory|metabolism|organs?|veins?)"
)
_FURNITURE = r"(?:chair|counter|rail|table|wall|worktop)"
_SUPPORT = rf"(?:{_FURNITURE}|support)"
_CAN = r"(?:can|could|do|does|helps?|may|might|to|will)"

_BANNED = (
    Banned(
        slug="breath-holding",
        pattern=_any_of(
            r"h[eo]ld(?:s|ing)?(?: on to| onto| in| back)?(?: (?:a|all|and|big|deep|"
            r"each|every|full|her|his|in|long|my|one's|out|that|the|their|this|your))*"
            r" breaths?",
            r"breaths?[- ]?(?:held|holds?|holding)",
            r"keep(?:s|ing)? (?:the|that|your) (?:air|breath) (?:in|inside)",
            r"(?:lock|pause|retain|stop|suspend|trap)(?:s|p?ing)?"
            r" (?:the|that|your) (?:air|breath(?:ing)?)",
            r"hold(?:s|ing)? (?:the air|all the air|your air|it all in)",
            r"(?:do not|don't|no|stop|without) breath(?:e|ing)",
        ),
        reason="a held breath drives the blood pressure up",
        hint='say "keep breathing" or "breathe easily"',
        everywhere=True,
        always_error=True,
    ),
    Banned(
        slug="promise",
        pattern=_any_of(
            r"(?:completely|perfectly|quite|simple,?(?: and)?|totally|is|are|it's)"
            r" safe(?! (?:distance|place|to))",
            r"safe (?:and|for)",
            r"safely and",
            r"(?:clinically|medically|scientifically) (?:proven|tested)",
            r"(?:doctor|physio)[- ](?:approved|recommended)",
            r"approved by (?:a |your )?(?:doctors?|physios?)",
            r"guarantee[ds]?",
            r"it works",
            r"miracles?|miraculous",
            r"(?:cures|heals|prevents|reverses|treats)",
            r"(?:curing|healing|preventing|reversing|treating)",
            rf"{_CAN} (?:cure|heal|prevent|reverse|treat) (?!or\b)",
            r"(?:boost|improv|increas|lower|reduc|regulat|strengthen)(?:e|es|s|ing)?"
            rf" {_BODY}",
            r"(?:eas|reduc|reliev)(?:es?|ing) (?:\w+ ){0,2}(?:pain|stiffness|swelling)",
            rf"(?:good for|helps?) {_BODY}",
        ),
        reason="an exercise can promise nothing about health",
        hint='say what is done, such as "moves the ankles and works the calves"',
        everywhere=True,
    ),
    Banned(
        slug="disease",
        pattern=_any_of(
            r"alzheimer'?s?|arthritis|asthma|cancer|copd|dementia|diabet\w+|dvt|"
            r"embolism|heart (?:attack|disease|failure)|hypertension|hypotension|"
            r"insulin|kidney disease|lymph(?:o?edema|oedema)|neuropathy|o?edema|"
            r"oedema|osteoporosis|parkinson'?s?|sclerosis|strokes?|thrombosis|"
            r"(?:leg |venous )?ulcers?|varicose|venous|insufficiency",
            r"(?:blood )?clots?",
            r"(?:high|low) blood pressure|blood sugar|brain fog",
            r"(?:poor|bad) circulation|cold feet|heavy legs|swollen ankles",
            r"(?:spider veins|vein problems?)",
        ),
        reason="the name of an illness makes an exercise sound like its treatment",
        hint="leave illnesses to the people who treat them",
        everywhere=True,
    ),
    Banned(
        slug="medicine",
        pattern=_any_of(
            r"(?:instead of|in place of|rather than|replaces?|without)"
            r" (?:(?:any|taking|the|your) )*(?:drugs?|medicines?|medication|pills?|"
            r"supplements?|tablets?|treatment)",
            r"stop taking (?:the |your )?(?:medicines?|medication|pills?|tablets?)",
        ),
        reason="no exercise takes the place of a treatment",
        everywhere=True,
    ),
    Banned(
        slug="overreach",
        pattern=_any_of(
            r"push (?:\w+ )?through",
            r"(?:work|fight|battle) (?:on )?through",
            r"through (?:the|your|any) pain",
            r"ignore (?:the|your|any) pain",
            r"no pain,? no gain",
            r"feel the burn",
            r"as (?:far|fast|hard|high|long|much|quickly) as (?:possible|you can)",
            r"faster",
        ),
        reason="it drives people beyond what is comfortable",
        hint='say "go only as far as is comfortable"',
    ),
    Banned(
        slug="closed-eyes",
        pattern=_any_of(
            r"(?:close|shut)(?: both| your| the)* eyes", r"eyes (?:closed|shut)"
        ),
        reason="standing with closed eyes, people fall",
        hint='say "look straight ahead"',
        position="standing",
    ),
    Banned(
        slug="letting-go",
        pattern=_any_of(
            rf"let(?:ting)? go of (?:your |the |a |that )?(?:\w+ )?{_SUPPORT}",
            r"without holding(?! (?:the |your )?breath)",
            rf"without (?:a |any |the |your )?{_SUPPORT}",
            r"hands? off|hands?[- ]free|no hands",
        ),
        reason="hands stay on the support",
        hint='say "both hands on your support"',
    ),
    Banned(
        slug="lean",
        pattern=_any_of(r"rock(?:ing)? back", r"lean(?:ing)? (?:back|forwards?)"),
        reason="it invites leaning",
        hint='say "your weight on your heels, body tall"',
    ),
    Banned(
        slug="two-meanings",
        pattern=_any_of(
            r"(?:heels?|toes?) up", r"(?:heel|toe)[- ](?:lift|raise|rise)s?"
        ),
        reason="it can be heard as either movement",
        hint='say "up on your toes" and "back to your heels"',
    ),
    Banned(
        slug="jargon",
        pattern=_any_of(
            r"cadence|concentric|dorsi-?flex\w*|eccentric|gastrocnemius|isometric|"
            r"metatarsals?|plantar-?flex\w*|proprioception|set-?points?|soleus"
        ),
        reason="few listeners know the word",
        hint="say it in plain words: toes, heels, rest, flat",
    ),
    Banned(
        slug="manner",
        pattern=_any_of(
            r"we|we'(?:re|ll|ve)|let's|let us",
            r"dear(?:ie|y)?|honey|sweetie",
            r"good (?:boy|girl|lad)|young (?:lady|man)",
            r"(?:at|for) your age",
        ),
        reason="it sounds patronising",
        hint="say what to do, and nothing about the listener",
    ),
    Banned(
        slug="hype",
        pattern=_any_of(
            r"amazing|awesome|crush(?:ed|ing)? it|fantastic|go go go|incredible|"
            r"smash(?:ed|ing)? it|unbelievable|you've got this"
        ),
        reason="hype tires, and soon means nothing",
        hint='praise the act, seldom: "well done"',
    ),
    Banned(
        slug="hold-word",
        pattern=_any_of(
            r"h[eo]ld(?:s|ing)? on ?to(?! (?:your |the )?(?:heels|toes))",
            r"hold(?:s|ing)?(?: on)? (?:fast|tight(?:ly)?)",
            r"hold(?:s|ing)? on(?=[.,;!?]|$)",
            r"h[eo]ld(?:s|ing)?"
            r"(?: (?:a|lightly|firmly|gently|on|that|the|this|to|your))*"
            rf" (?:(?:back|edge|side) of (?:a|the|your) )?(?:\w+ )?{_SUPPORT}",
            r"hold(?:s|ing)? (?:it|them) with",
        ),
        reason='"hold" means the position, and nothing else',
        hint='say "both hands on your support"',
    ),
)

_IN_SET = (
    Banned(
        slug="negative",
        pattern=_any_of(r"avoid|do not|don't|never|no|not|without"),
        reason="in a set the word after it is the one that is heard",
        hint="say what to do",
    ),
    Banned(
        slug="question",
        pattern=re.compile(r"\?"),
        reason="in a set nobody can answer a question",
        hint="say what to do",
    ),
)

_HOLD = Banned(
    slug="hold-word",
    pattern=_any_of(r"hold(?:s|ing)?"),
    reason="the word is kept for the position, in the sets and where it is explained",
    hint='say "stay", "keep" or "both hands on your support"',
)

_FEET_FLAT = (
    _any_of(r"(?:both |the |your )?(?:feet|foot)(?: are| is)? flat|flat feet"),
)
_FEET = _any_of(r"feet|foot|heels?|tiptoes?|toes?|ankles?")

_REQUIRED = (
    Required(
        slug="no-screen",
        moment="opening",
        what="say who should leave it for today",
        example="Not today if you are unwell, or one leg is newly swollen or painful.",
        patterns=(_any_of(r"not today", r"leave (?:it|this) (?:for )?today"),),
        parameter="opening",
    ),
    Required(
        slug="no-stop-sign",
        moment="opening",
        what="say when to stop and sit down",
        example="If anything hurts, or you feel faint, stop and sit down.",
        patterns=(
            _any_of(r"stop"),
            _any_of(r"sit", r"sit down"),
            _any_of(r"if|when|as soon as"),
        ),
        position="standing",
    ),
    Required(
        slug="no-stop-sign",
        moment="opening",
        what="say when to stop",
        example="If anything hurts, or you feel faint, stop and stay seated.",
        patterns=(_any_of(r"stop"), _any_of(r"if|when|as soon as")),
    ),
    Required(
        slug="no-support",
        moment="opening",
        what="put both hands on a support",
        example="Stand tall at your wall or sturdy chair. Both hands on it.",
        patterns=(
            _any_of(
                r"hands?(?: \w+){0,2} (?:against|on|onto)"
                rf" (?:it|(?:a |the |your )?(?:\w+ )?{_SUPPORT})"
            ),
            _any_of(_FURNITURE),
        ),
        position="standing",
    ),
    Required(
        slug="no-stay-seated",
        moment="opening",
        what="say that one stays seated",
        example="You stay seated all the way through.",
        patterns=(_any_of(r"(?:remain|stay) (?:seated|sitting)", r"keep sitting"),),
        position="seated",
    ),
    Required(
        slug="no-breathing",
        moment="opening",
        what="say to breathe easily",
        example="Go slowly, and breathe easily.",
        patterns=(_any_of(r"(?<!not )breathe", r"easy breaths?", r"keep breathing"),),
    ),
    Required(
        slug="no-support-again",
        moment="countdown",
        what="put the hands on the support",
        example="Hands on your support. Starting in <count 3>",
        patterns=(
            _any_of(rf"hands?(?: \w+){{0,3}} (?:against|on) (?:\w+ )?{_SUPPORT}"),
        ),
        position="standing",
    ),
    Required(
        slug="no-feet-flat",
        moment="set-end",
        what="bring the feet flat",
        example="Feet flat. Now rest.",
        patterns=_FEET_FLAT,
        movement=_FEET,
    ),
    Required(
        slug="no-steady-end",
        moment="closing",
        what="say to step away when steady",
        example="Step away when you feel steady.",
        patterns=(_any_of(r"steady"),),
        position="standing",
    ),
    Required(
        slug="no-steady-end",
        moment="closing",
        what="say to stay seated a moment",
        example="Stay seated a moment, then stand up slowly.",
        patterns=(_any_of(r"(?:remain|stay) (?:seated|sitting)", r"keep sitting"),),
        position="seated",
    ),
)

LANGUAGES: dict[str, Words] = {
    "en": Words(banned=_BANNED, in_set=_IN_SET, position_only=_HOLD, required=_REQUIRED)
}
