"""The published schemas accept what is written, and nothing else."""

import copy
import json
import re
from pathlib import Path

import jsonschema
import pytest

import analyzer as hpa
from analyzer import reports
from analyzer.reports.schemas import SCHEMAS
from tests.cli.shell import run
from tests.reports.test_real import analysis, folder  # noqa: F401 - fixtures: a real report

ROOT = Path(__file__).parents[2]


def validator(name):
    return jsonschema.Draft202012Validator(SCHEMAS[name]())


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory):
    """A log with a row set aside, and an event about which something is remarked."""
    path = tmp_path_factory.mktemp("doubtful") / "log.csv"
    lines = ["timestamp,case_id,sender_role,recipient_roles", "2026-03-02T10:00:00Z,A,candidate,recruiter", "soon,A,,"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return hpa.analyze(hpa.read_log(path, max_quarantined=0.9), hpa.read_definition("in-house"))


@pytest.fixture(scope="module")
def documents(analysis, folder, doubtful):  # noqa: F811
    """Real documents, with the account of rows of a log that has something to account for."""
    quality = json.loads(json.dumps(doubtful.summary["quality"]))
    assert quality["reasons"]
    assert quality["remarks"]
    told = json.loads(reports.findings_as_json(analysis))
    told["summary"]["quality"] = quality
    return {
        "summary": json.loads((folder / "summary.json").read_text(encoding="utf-8")) | {"quality": quality},
        "manifest": json.loads((folder / "manifest.json").read_text(encoding="utf-8")),
        "check": told,
    }


@pytest.fixture(scope="module")
def sample():
    log = hpa.read_log(ROOT / "sample_data" / "quarter.csv")
    return hpa.analyze(log, hpa.read_definition("in-house"), as_of="2026-04-01", assume={"topic": "other"})


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one_and_names_no_host_of_ours(name):
    schema = SCHEMAS[name]()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "$id" not in json.dumps(schema)
    assert re.findall(r"https?://[^\"]+", json.dumps(schema)) == ["https://json-schema.org/draft/2020-12/schema"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_a_report_writes_is_valid(name, documents):
    assert [error.message for error in validator(name).iter_errors(documents[name])] == []


def test_the_sample_is_valid_with_all_its_findings(sample):
    told = json.loads(reports.findings_as_json(sample))
    assert len(told["findings"]) > 300
    validator("check").validate(told)
    validator("summary").validate(json.loads(json.dumps(sample.summary)))


def test_a_doubtful_log_is_valid(doubtful):
    validator("summary").validate(json.loads(json.dumps(doubtful.summary)))
    validator("check").validate(json.loads(reports.findings_as_json(doubtful)))


def objects(schema, path=()):
    """Where the objects with fixed keys of a schema lie in a document; "*" stands for an item of a list."""
    if schema.get("additionalProperties") is False:
        yield path
    for name, below in schema.get("properties", {}).items():
        yield from objects(below, (*path, name))
    if "items" in schema:
        yield from objects(schema["items"], (*path, 0))


PLACES = [(name, place) for name, make in SCHEMAS.items() for place in objects(make())]


@pytest.mark.parametrize(("name", "place"), PLACES, ids=[f"{name}-{'.'.join(map(str, at))}" for name, at in PLACES])
def test_a_key_too_many_or_too_few_is_refused_everywhere(name, place, documents):
    whole = copy.deepcopy(documents[name])
    inside = whole
    for step in place:
        inside = inside[step]
    inside["surplus"] = 1
    assert not validator(name).is_valid(whole)
    del inside["surplus"]
    assert validator(name).is_valid(whole)
    del inside[sorted(inside)[0]]
    assert not validator(name).is_valid(whole)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("summary", {"events": -1}, id="a-negative-count"),
        pytest.param("summary", {"as_of": "yesterday"}, id="a-horizon-in-words"),
        pytest.param("summary", {"as_of": "2026-13-01T00:00:00Z"}, id="no-such-month"),
        pytest.param("summary", {"undecided": {"tired": 1}}, id="an-unknown-reason"),
        pytest.param("summary", {"verdicts": {"contact": {"guessed": 3}}}, id="an-unknown-verdict"),
        pytest.param("summary", {"verdicts": {"contact": {"satisfied": "3"}}}, id="a-count-in-letters"),
        pytest.param("check", {"findings": {}}, id="findings-that-are-no-list"),
        pytest.param("manifest", {"../outside.txt": {"bytes": 1, "sha256": "0" * 64}}, id="a-file-outside"),
        pytest.param("manifest", {"/etc/passwd": {"bytes": 1, "sha256": "0" * 64}}, id="an-absolute-path"),
        pytest.param("manifest", {"a.txt": {"bytes": 1, "sha256": "short"}}, id="a-sum-that-is-none"),
        pytest.param("manifest", {"a.txt": {"bytes": 1}}, id="no-sum"),
    ],
)
def test_a_wrong_value_is_refused(name, change, documents):
    assert not validator(name).is_valid({**documents[name], **change})


def test_an_empty_manifest_is_refused():
    assert not validator("manifest").is_valid({})


@pytest.mark.parametrize(
    ("column", "value"),
    [("verdict", "perhaps"), ("severity", "grave"), ("finding_id", "xyz"), ("due", "soon"), ("open", "yes")],
)
def test_a_finding_with_a_wrong_value_is_refused(column, value, documents):
    told = copy.deepcopy(documents["check"])
    told["findings"][0][column] = value
    assert not validator("check").is_valid(told)


# ---------------------------------------------------------------- on the command line


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_each_schema(name):
    ran = run("schema", name)
    assert (ran.code, json.loads(ran.out)) == (0, SCHEMAS[name]())


def test_an_unknown_document_is_2():
    ran = run("schema", "summry")
    assert ran.code == 2
    assert "summary" in ran.err
