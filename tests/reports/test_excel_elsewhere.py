"""The workbook as other programs read it, and texts that mean to be more than text."""

from __future__ import annotations

import csv
import itertools
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from analyzer.reports import sheets, write_excel
from tests.reports import fakes

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice Calc (Debian: libreoffice-calc)")

BEGINS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "'=", '"=', "=-", "%", "|", ";=", "\ufeff=", "\uff1d", "=\x00"]
BODIES = [
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org","x")', "SUM(A1:A9)", "DDE('a';'b';'c')", "A1", "@x",
    'WEBSERVICE("http://example.org")', "IMPORTXML(CONCAT(\"http://example.org\",A1),\"//a\")", "<r>&boom;</r>",
    "</t></is></c><c><f>1+1</f></c>", "]]>", "<!--", "&lt;f&gt;", "_x003D_1+1", "http://example.org",
    "file:///etc/passwd", "mailto:a@example.org", "internal:Findings!A1", "external:a.xlsx#A1", "{=1+1}",
    "1e999", "TRUE", "#REF!",
    "0001", "2026-03-01", "12:30", "\u202e=1+1", "\U0001f600", "a" * 300, "\\u003d1", "%0A=1", "{{7*7}}",
    "${7*7}", "<script>", "\\", "x\ny", "\ud7ff", '"";""', "a;b,c\td", "=1\t=2", "+441234", "-1", "--1",
    "@SUM(1)", "R1C1", "INDIRECT(\"A1\")",
    "CALL(\"a\",\"b\")",
    "REGISTER.ID(1)", "EXEC(\"calc\")", "RTD(\"a\",,\"b\")", "LET(a,1,a)", "LAMBDA(1)()", "[1]Sheet1!A1",
    "A1#", "$A$1",
    "'Evidence'!A1", "\xa0=1", "\u200b=1",
]  # fmt: skip
PAYLOADS = [begin + body for begin, body in itertools.product(BEGINS, BODIES)]


def test_a_thousand_payloads_stay_texts(tmp_path):
    analysis = fakes.large(len(PAYLOADS))
    analysis.findings["subject"] = PAYLOADS
    assert len(PAYLOADS) >= 1_000
    path = write_excel(analysis, tmp_path / "a.xlsx")
    heads, *rows = openpyxl.load_workbook(path)["Findings"].iter_rows()
    place = [cell.value for cell in heads].index("Subject")
    cells = [row[place] for row in rows]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [unescaped(cell.value) for cell in cells] == [unescaped(sheets.cell_text(text)) for text in PAYLOADS]
    with zipfile.ZipFile(path) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))
    assert xml.count(b"<f>") == xml.count(b'<f>HYPERLINK("#') > 0


def unescaped(text: str) -> str:
    """A text as Excel shows it: openpyxl leaves the escapes of the format as they are."""
    return text.replace("_x005F_", "_").replace("_x000D_", "\r")


@needs_libreoffice
def test_libreoffice_reads_every_row_of_every_sheet(analysis, tmp_path):
    path = write_excel(analysis, tmp_path / "a.xlsx")
    filter_name = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", filter_name]
    subprocess.run([*command, "--outdir", tmp_path, path], check=True, capture_output=True, timeout=120)
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book:
        with (tmp_path / f"a-{sheet.title}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        assert len(rows) == sheet.max_row, sheet.title
        first = next(sheet.iter_cols(max_col=1))
        told = [f"{cell.value:%Y-%m-%d}" if cell.is_date else str(cell.value or "") for cell in first]
        assert [row[0] for row in rows] == told
