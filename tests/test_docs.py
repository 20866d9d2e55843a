from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from coach.cli import run
from coach.pipeline import Places
from coach.resources import shipped
from coach.speech.fake import FakeEngine
from coach.speech.voices import VOICES
from coach.timeline.model import Clip
from coach.units import TICK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
READABLE = [ROOT / "README.md", *PAGES]

BASED = 'based_on = "./evening.toml"\n'
"""What a fragment on a page is put after: the script that `coach new` begins."""

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ABSOLUTE = re.compile(r"(?<![\w.~:/<>{}*-])(?:/[A-Za-z][\w.-]*/|[A-Z]:\\|file://)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fence:
    kind: str
    text: str
    line: int

    @property
    def file(self) -> str | None:
        """The name in the first line of a script that is whole."""
        named = re.match(r"# ([\w-]+\.toml)\n", self.text)
        return named[1] if named else None

    @property
    def commands(self) -> Iterator[list[str]]:
        for line in self.text.splitlines():
            words = line.partition("#")[0].split()
            if words[:1] in (["coach"], [".venv/bin/coach"]):
                yield words[1:]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def fences(path: Path) -> Iterator[Fence]:
    text = text_of(path)
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Fence(kind=match[1], text=match[2], line=line)


@cache
def generator() -> ModuleType:
    spec = spec_from_file_location("docs_generator", ROOT / "tools" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder; the voices hum, and nothing is fetched or baked."""

    def fetched(name: str, *, folder: Path, source: Path | None) -> tuple[Path, ...]:
        assert source is None
        return (folder / name,)

    def baked(names: list[str], voice: str, *_: object) -> SimpleNamespace:
        assert all(Path(name).is_file() for name in names)
        assert voice in VOICES
        return SimpleNamespace(text="baked")

    def places() -> Places:
        return Places(cache=tmp_path / "cache", data=tmp_path / "data")

    for name in ("heart", "michael"):
        hum: Any = FakeEngine(voice=name)
        kind = VOICES[name]
        kind = replace(kind, make_engine=lambda *_, hum=hum: hum, cure=lambda _: None)
        monkeypatch.setitem(VOICES, name, kind)
    monkeypatch.setattr("coach.cli.places", places)
    monkeypatch.setattr("coach.asked.places", places)
    monkeypatch.setattr("coach.speech.voices.add_voice", fetched)
    monkeypatch.setattr("coach.bake.bake_scripts", baked)
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def check_script(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A script on a page has no fault at all, and can be compiled and spoken."""
    capsys.readouterr()
    assert run(["check", file]) == 0
    assert capsys.readouterr().out == "No faults.\n"
    assert run(["compile", file, "-o", "compiled.json"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("page", READABLE, ids=lambda page: page.name)
def test_examples_on_a_page_work(
    page: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for fence in fences(page):
        place = f"{page.name}:{fence.line}"
        for command in fence.commands if fence.kind == "sh" else ():
            assert run(command) == 0, f"{place}: {command}: {capsys.readouterr().err}"
        if fence.kind == "toml":
            if not (desk / "evening.toml").exists():
                assert run(["new", "evening.toml"]) == 0
            file = desk / (fence.file or f"fragment-{fence.line}.toml")
            whole = tomllib.loads(fence.text).keys() & {"title", "based_on"}
            file.write_text(("" if whole else BASED) + fence.text, encoding="utf-8")
            check_script(file.name, capsys)


def banned_phrases() -> list[str]:
    """Quote the phrases of which the tutorial says that no session says them."""
    text = text_of(ROOT / "docs" / "scripts.md")
    items = text.partition("**No session says:**")[2].partition("\n\nYou may say")[0]
    quoted = [item for item in items.split("\n- ") if item.startswith('"')]
    return re.findall(r'"([^"]+)"', " ".join(" ".join(quoted).split()))


@pytest.mark.parametrize("phrase", banned_phrases())
def test_what_no_session_says_is_found(
    phrase: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = f'based_on = "standing"\n[cue.welcome]\nsay = "{phrase}."\n'
    (desk / "said.toml").write_text(said, encoding="utf-8")
    run(["check", "said.toml"])
    assert "said.toml:3:8: " in capsys.readouterr().out


def test_shipped_routines_say_what_the_safety_page_promises(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scripts = sorted(str(path) for path in shipped("scripts").glob("*.toml"))
    assert run(["check", *scripts]) == 0
    assert capsys.readouterr().out == "No faults.\n"


def test_the_clip_on_the_timeline_page_is_one() -> None:
    (shown,) = (f for f in fences(ROOT / "docs" / "timeline.md") if f.kind == "json")
    clip = TypeAdapter(Clip).validate_json(shown.text, strict=True)
    assert clip.onset % TICK == 0


def test_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert generator().main(["--check"]) == 0, capsys.readouterr().err


def test_a_key_that_is_not_described_is_a_fault() -> None:
    module = generator()
    keys = module.decoder_keys()
    assert keys["phase"]["tone"].needed
    assert keys["phase"]["tone"].takes == "one of rise, fall, tick"
    with pytest.raises(
        module.DescriptionError,
        match="phase: lasts is not described; there is no lats to describe",
    ):
        module._compare("phase", {"lats", "tone"}, {"lasts", "tone"})


def test_slugs_are_found_in_the_code() -> None:
    stated = {"unknown-key", "too-deep", "breath-holding", "does-not-fit", "dropped"}
    assert generator().slugs() >= stated


@pytest.mark.parametrize("page", READABLE, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", text_of(page))):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name}: {target} is not there"
        if anchor:
            assert anchor in anchors(path), f"{page.name}: {target} has no such heading"


def anchors(path: Path) -> set[str]:
    """Turn the headings of a page into anchors, as its readers' software does."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", text_of(path)), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", READABLE, ids=lambda page: page.name)
def test_no_page_names_a_place_on_some_machine(page: Path) -> None:
    assert ABSOLUTE.search(text_of(page)) is None


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in READABLE
        for target in LINK.findall(text_of(page))
        if not target.startswith(("http", "#"))
    }
    assert [page.name for page in PAGES if page.resolve() not in linked] == []
