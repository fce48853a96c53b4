import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pandas as pd
import pytest

from analyzer import charts
from analyzer.reports.pictures import picture
from tests.reports import fakes

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn():
    weeks = pd.DataFrame(
        {
            "week": pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-19"]), "rule": "contact",
            "severity": ["medium", "high", "low"], "judged": 40, "findings": [7, 5, 3], "cases": 2, "pending": 0,
            "whole_week": True,
        }
    )  # fmt: skip
    return [charts.to_svg(charts.findings_by_week(weeks, theme=theme)) for theme in ("light", "dark")]


def nameless(style):
    return re.sub(r"url\(#\w+\)", "url(#)", style)


def svg_of(made):
    head, _, rest = made.source.partition(",")
    assert head == "data:image/svg+xml"
    return unquote(rest)


def test_light_and_dark_are_one_drawing_with_two_sets_of_colours(drawn):
    made = picture(*drawn, "About it.")
    assert made.dark == ""
    text = svg_of(made)
    plain, dark = re.search(r"<style>([^<]*?)@media \(prefers-color-scheme:dark\)\{([^<]*)\}</style>", text).groups()
    before, after = (dict(re.findall(r"\.(s\d+)\{([^}]*)\}", part)) for part in (plain, dark))
    assert set(after) <= set(before)
    assert not [name for name in after if after[name] == before[name]]
    for colours, svg in ((before, drawn[0]), (before | after, drawn[1])):
        used = [colours[name] for name in re.findall(r"class='(s\d+)'", text)]
        drawn_with = re.findall(r' style="([^"]*)"', svg.decode().replace("; ", ";").replace(": ", ":"))
        assert list(map(nameless, used)) == list(map(nameless, drawn_with))


def test_the_picture_has_the_marks_of_the_chart(drawn):
    marks = [
        {
            tag: len(ElementTree.fromstring(svg).findall(f".//{SVG}{tag}"))
            for tag in ("path", "use", "pattern", "clipPath")
        }
        for svg in (drawn[0], svg_of(picture(*drawn, "")))
    ]
    assert marks[0] == marks[1]
    assert marks[0]["use"] > 50


def test_every_name_that_the_picture_refers_to_is_there(drawn):
    text = svg_of(picture(*drawn, ""))
    assert set(re.findall(r"(?:url\(#|href='#)(\w+)", text)) == set(re.findall(r" id='(\w+)'", text))


def test_the_picture_is_much_lighter_than_the_two_drawings(drawn):
    assert len(picture(*drawn, "").source) < 0.3 * sum(map(len, drawn))


def test_lines_keep_their_corners():
    line = '<path d="M 1.234567 2 L 3.5 2 L 3.5 4.04 L 6 7.25 z" style="fill: none"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{line}</svg>'.encode()
    assert "<path d='M1.2 2H3.5V4L6 7.2z' class='s0'/>" in svg_of(picture(svg, svg, ""))


def test_drawings_of_other_marks_stay_two():
    light, dark = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><{tag} style="fill: red"/></svg>'.encode() for tag in ("g", "a")
    )
    made = picture(light, dark, "")
    assert "<g style='fill:red'/>" in unquote(made.source)
    assert "<a style='fill:red'/>" in unquote(made.dark)


def test_a_picture_has_words_for_who_does_not_see_it():
    made = picture(*fakes.drawings(None)[0], "About it.")
    assert (made.question, made.told, made.about) == ("Question & answer", "n = 3", "About it.")
    assert made.alternative == "Question & answer n = 3"
    assert "n = 3" not in svg_of(made), "said beside the picture, not twice"


def test_no_sign_of_an_address_ends_an_attribute(drawn):
    assert not set(picture(*drawn, "").source) & set('"<>&')
