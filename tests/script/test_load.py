from __future__ import annotations

import pytest
from loading import SMALL, changed, load, script_of, told


def test_a_script_replaces_what_it_states_of_its_base() -> None:
    text = (
        'based_on = "./b.toml"\ntitle = "Mine"\n\n[parameters.hold]\ndefault = "4'
        ' s"\n\n'
        '[session]\nclosing = []\n\n[[block]]\nname = "pump"\nsets = 3\n\n'
        '[cue.last]\nsay = "One more"\n'
    )
    loaded = load(text, lint="none", b=SMALL)
    assert told(loaded) == []
    mine, base = loaded.script, script_of(SMALL)
    assert mine is not None
    assert (mine.title, mine.comment, mine.position) == ("Mine", "C", "seated")
    hold = mine.parameters["hold"]
    assert (hold.default, hold.maximum, hold.help) == (
        4000,
        10_000,
        "time in each position",
    )
    assert mine.closing == ()
    assert len(mine.opening) == 1
    (block,) = mine.blocks
    assert (block.sets.constant, block.reps.constant) == (3, 8)
    assert len(block.phases) == 2
    assert mine.cues["last"].variants[0][0].text == "One more"
    assert mine.cues.keys() == base.cues.keys()
    assert set(loaded.texts) == {"x.toml", "b.toml"}


@pytest.mark.parametrize(
    ("based_on", "fault"),
    [
        ("../b.toml", "based_on: '../b.toml' is no routine's name"),
        ("/etc/passwd", "based_on: '/etc/passwd' is no routine's name"),
        ("./a/b.toml", "based_on: './a/b.toml' is no routine's name"),
        ("./c.toml", "based_on: there is no './c.toml'"),
        ("stnding", "based_on: there is no 'stnding'"),
        ("./x.toml", "based_on goes round in a circle: x.toml -> x.toml"),
    ],
)
def test_what_a_script_cannot_be_based_on(based_on: str, fault: str) -> None:
    text = f'based_on = "{based_on}"\n'
    loaded = load(text, lint="none", b=SMALL, x=text)
    (only,) = loaded.diagnostics
    assert (only.message, only.span.line, only.span.column) == (fault, 1, 12)


def faults_of(text: str, **files: str) -> list[str]:
    return told(load(text, lint="none", **files))


def test_a_chain_of_scripts_is_eight_deep_at_most() -> None:
    def chain(length: int) -> list[str]:
        files = {f"f{n}": f'based_on = "./f{n + 1}.toml"\n' for n in range(length)}
        return faults_of('based_on = "./f0.toml"\n', **files, **{f"f{length}": SMALL})

    assert chain(7) == []
    (only,) = chain(8)
    assert only.endswith("error[too-deep]: based_on is more than 8 scripts deep")


def test_a_fault_in_the_base_points_into_the_base() -> None:
    loaded = load('based_on = "./b.toml"\n', lint="none", b=changed("2026", "26"))
    assert told(loaded) == [
        "b.toml:6:8+2 error[wrong-value]: year: 26 is not from 1900 to 9999"
    ]


@pytest.mark.parametrize("written", ["", "Seated", "./b/c.toml", "c.toml", "../c.toml"])
def test_a_seated_version_that_cannot_be(written: str) -> None:
    assert told(load(f'seated = "{written}"\n{SMALL}')) == [
        (
            f"x.toml:1:10+{len(written) + 2} error[bad-seated]: seated: {written!r} is"
            " no routine's name (write the name of a shipped routine, or"
            ' "./name.toml" beside this file)'
        )
    ]


@pytest.mark.parametrize("written", ["seated", "./seated.toml"])
def test_a_seated_version_that_may_be(written: str) -> None:
    assert told(load(f'seated = "{written}"\n{SMALL}')) == []
