from __future__ import annotations

import json

import pytest
from conftest import require_module
from goldens import GOLDENS, REFRESH, SCHEMA_FILE, golden_file

from coach.timeline.ir import json_schema, read_timeline, write_timeline
from coach.timeline.model import Timeline

jsonschema = require_module("jsonschema")


@pytest.mark.parametrize("name", GOLDENS)
def test_a_script_and_parameters_give_the_same_timeline_to_the_byte(name: str) -> None:
    golden = golden_file(name).read_text("utf-8")
    if golden != GOLDENS[name].text():
        pytest.fail(f"{name}.json is not what is compiled now; review: {REFRESH}")


@pytest.mark.parametrize("name", GOLDENS)
def test_a_golden_timeline_is_read_and_written_unchanged(name: str) -> None:
    golden = golden_file(name).read_text("utf-8")
    timeline = read_timeline(golden.encode(), f"{name}.json")
    assert isinstance(timeline, Timeline), timeline
    assert write_timeline(timeline) == golden


def test_the_schema_in_the_docs_is_that_of_the_model() -> None:
    if SCHEMA_FILE.read_text("utf-8") != json_schema():
        pytest.fail(f"{SCHEMA_FILE.name} is out of date; review: {REFRESH}")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(json_schema()))


@pytest.mark.parametrize("name", GOLDENS)
def test_the_schema_accepts_each_golden_timeline(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(json_schema()))
    validator.validate(json.loads(golden_file(name).read_text("utf-8")))


def test_the_schema_refuses_what_is_no_timeline() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(json_schema()))
    document = json.loads(golden_file("small").read_text("utf-8"))
    for key, wrong in (("schema", "coach.timeline/9"), ("duration", "4"), ("fit", 1)):
        assert not validator.is_valid(document | {key: wrong}), key
