"""The document for print, read back by Debian's poppler where it is there."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from analyzer.errors import UsageError
from analyzer.reports import pdf, write_pdf, write_report
from tests.cli.shell import ALLOWED, DEFINITION, PAST, run, write_log
from tests.reports import fakes

ROOT = Path(__file__).parents[2]
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Which rules are broken?</title>'
    b"<desc>3 of 7 &amp; no more</desc><rect width='9' height='9'/></svg>"
)
DRAWN = [("rules_broken.svg", SVG), ("rules_broken.png", b"PNG"), ("case_swimlane.svg", b"<svg/>")]
PDFTOTEXT = shutil.which("pdftotext")
needs_weasyprint = pytest.mark.skipif(
    find_spec("weasyprint") is None, reason="needs WeasyPrint: pip install 'hiring-pipeline-analyzer[pdf]'"
)
needs_poppler = pytest.mark.skipif(PDFTOTEXT is None, reason="needs pdftotext (Debian: poppler-utils)")


def text_of(path):
    ran = subprocess.run([PDFTOTEXT, "-raw", path, "-"], check=True, capture_output=True, timeout=60)
    return " ".join(ran.stdout.decode().split())


def rendered(analysis, **more):
    return pdf.render_print(analysis, **{"fail_on": "medium", "drawings": dict(DRAWN), **more})


def test_the_document_has_its_parts_in_order(analysis):
    page = rendered(analysis)
    parts = ["In-house hiring", "Outside limits", "Open findings", ">Rules</h2>", "Duties in time</h2>",
             "Charts</h2>",
             "Coverage and quality</h2>", "What the numbers count</h2>"]  # fmt: skip
    places = [page.index(part, page.index("<body>")) for part in parts]
    assert places == sorted(places)
    assert 'alt="Which rules are broken? 3 of 7 &amp; no more"' in page
    assert page.count("<img ") == 1, "no picture of a single case, no PNG"


def test_foreign_text_is_text(analysis):
    for text in fakes.HOSTILE:
        analysis.summary["definition"]["title"] = analysis.definition.rules[1].title = text
        page = rendered(analysis)
        assert "<script" not in page
        assert "<img src=x" not in page


def test_no_finding_is_told_one_by_one(analysis):
    page = rendered(analysis)
    assert "000000000001" not in page
    assert "cand-0001" not in page


def test_a_missing_library_is_told_with_the_extra(analysis, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    for make in (
        lambda: write_pdf(analysis, tmp_path / "a.pdf", drawings=[]),
        lambda: write_report(analysis, tmp_path / "out", pdf=True),
    ):
        with pytest.raises(UsageError, match=r"pip install 'hiring-pipeline-analyzer\[pdf\]'"):
            make()
    assert list(tmp_path.iterdir()) == []


def test_the_command_names_the_extra_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    ran = run("report", tmp_path / "nowhere.csv", "-d", "in-house", "-o", tmp_path / "out", "--pdf")
    assert ran.code == 2
    assert "hiring-pipeline-analyzer[pdf]" in ran.err
    assert "apt install libpango" in ran.err


def test_a_missing_system_library_is_told_too(monkeypatch, tmp_path):
    class Broken:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0': no such file")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(UsageError, match=r"cannot load library 'libpango-1.0-0'.*apt install"):
        pdf.printing()


@needs_weasyprint
@needs_poppler
def test_the_pages_tell_the_numbers(analysis, tmp_path):
    path = write_pdf(analysis, tmp_path / "report.pdf", drawings=DRAWN)
    assert path.read_bytes().startswith(b"%PDF-1.7")
    told = text_of(path)
    for part in (
        "In-house hiring <one> recruiter",
        "Outside limits",
        "3 open findings of severity medium or above, where the limit is 0.",
        "Candidate asks the hiring manager for status, past the recruiter",
        "Duties in time: Recruiter 75.0%",
        "A finding is a question to a person",
        "Page 1 of",
    ):
        assert part in told, part


@needs_weasyprint
def test_nothing_is_fetched(analysis, tmp_path, caplog):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="file:///etc/hostname"/></svg>'
    write_pdf(analysis, tmp_path / "a.pdf", drawings=[("rules_broken.svg", svg)])
    assert "disallowed protocol" in caplog.text


@needs_weasyprint
def test_equal_analyses_give_equal_bytes_whatever_the_process(tmp_path):
    code = (
        "import sys; from tests.reports import fakes, test_pdf; from analyzer.reports import write_pdf; "
        "write_pdf(fakes.small(), sys.argv[1], drawings=test_pdf.DRAWN)"
    )
    for name, odd in (("a", {}), ("b", {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C"})):
        command = [sys.executable, "-c", code, tmp_path / f"{name}.pdf"]
        subprocess.run(command, cwd=ROOT, env=os.environ | odd, check=True, timeout=120)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@needs_weasyprint
def test_a_report_has_a_document_where_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr("analyzer.reports.bundle.chart_files", lambda _: iter(DRAWN))
    (tmp_path / "small.yaml").write_text(DEFINITION, encoding="utf-8")
    log = write_log(tmp_path / "log.csv", ALLOWED, PAST)
    ran = run("report", log, "-d", tmp_path / "small.yaml", "-o", tmp_path / "out", "--pdf")
    assert ran.code == 1
    assert str(tmp_path / "out" / "report.pdf") in ran.out
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF")
    assert '"report.pdf"' in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
