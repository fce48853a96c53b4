"""What holds for every chart: own figure or the caller's, themes, bytes, no global state."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analyzer import charts
from analyzer.analysis.columns import EVENTS, FINDINGS
from analyzer.charts.theme import DARK, LIGHT, THEMES
from tests.charts.tables import contacts, waits, weeks
from tests.charts.test_case_swimlane import DEFINITION, EVENTS_OF_CASE, FINDINGS_OF_CASE
from tests.insights.fakes import frame

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {
    "contact_matrix": lambda **options: charts.contact_matrix(contacts(), **options),
    "findings_by_week": lambda **options: charts.findings_by_week(weeks(5), **options),
    "response_times": lambda **options: charts.response_times(waits(("recruiter", 2.0, "business days")), **options),
    "case_swimlane": lambda **options: charts.case_swimlane(
        frame(EVENTS, EVENTS_OF_CASE), frame(FINDINGS, FINDINGS_OF_CASE), definition=DEFINITION, **options
    ),
}
every_chart = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


def luminance(colour):
    """Relative luminance after WCAG 2."""
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in mpl.colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@every_chart
def test_a_chart_draws_on_the_axes_it_is_given(draw):
    figure = Figure(figsize=(12, 8))
    ax = figure.add_subplot(1, 2, 1)
    assert draw(ax=ax) is ax
    assert figure.axes == [ax]


@every_chart
def test_a_chart_makes_a_figure_of_its_own(draw):
    ax = draw()
    assert isinstance(ax, Axes)
    assert ax.get_figure().axes == [ax]


@every_chart
def test_the_same_chart_gives_the_same_bytes(draw):
    assert charts.to_svg(draw()) == charts.to_svg(draw())
    assert charts.to_png(draw()) == charts.to_png(draw())


@every_chart
def test_a_chart_written_twice_gives_the_same_bytes(draw):
    ax = draw()
    assert charts.to_svg(ax) == charts.to_svg(ax.get_figure())


@every_chart
def test_the_users_matplotlib_settings_change_nothing_and_stay(draw):
    plain = charts.to_svg(draw())
    with mpl.rc_context({"font.size": 30, "font.weight": "bold", "axes.facecolor": "red", "svg.hashsalt": "mine"}):
        before = dict(mpl.rcParams)
        assert charts.to_svg(draw()) == plain
        assert dict(mpl.rcParams) == before


@every_chart
def test_an_svg_names_and_describes_the_picture_and_writes_letters_as_outlines(draw):
    ax = draw()
    root = ET.fromstring(charts.to_svg(ax))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == ax.get_title(loc="left")
    assert len(root.find(f"{SVG}desc").text) > 30
    assert not list(root.iter(f"{SVG}text"))


@every_chart
def test_an_svg_holds_no_clock_and_no_version(draw):
    svg = charts.to_svg(draw()).decode()
    assert "dc:date" not in svg
    assert mpl.__version__ not in svg


@every_chart
def test_a_prefix_keeps_the_ids_of_two_charts_apart(draw):
    ax = draw()
    one, other = (ET.fromstring(charts.to_svg(ax, id_prefix=prefix)) for prefix in ("a-", "b-"))
    ids = [{node.get("id") for node in root.iter() if node.get("id")} for root in (one, other)]
    assert not ids[0] & ids[1]
    named = set(one.get("aria-labelledby").split())
    for node in one.iter():
        named |= {value[1:] for key, value in node.attrib.items() if key.endswith("href")}
        named |= {value[5:-1] for value in node.attrib.values() if value.startswith("url(#")}
    assert named <= ids[0]


@every_chart
@pytest.mark.parametrize("name", THEMES)
def test_a_theme_colours_the_sheet_and_the_letters(draw, name):
    ax = draw(theme=name)
    assert mpl.colors.to_hex(ax.get_figure().get_facecolor()) == THEMES[name].surface
    assert mpl.colors.to_hex(ax._left_title.get_color()) == THEMES[name].ink


@every_chart
def test_an_unknown_theme_is_refused(draw):
    with pytest.raises(ValueError, match="choose 'light' or 'dark'"):
        draw(theme="sepia")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_enough_contrast(theme):
    on_surface = [theme.ink, theme.muted, theme.accent]
    assert min(contrast(colour, ground) for colour in on_surface for ground in (theme.surface, theme.faint)) >= 4.5
    assert min(contrast(theme.ink, fill) for fill in theme.volume) >= 4.5
    assert min(contrast(colour, theme.surface) for colour in theme.series) >= 3


def test_a_chart_shows_itself_in_a_notebook():
    assert DRAWN["findings_by_week"]()._repr_png_().startswith(b"\x89PNG")


def test_a_png_is_as_large_as_asked():
    ax = DRAWN["findings_by_week"]()
    ax.get_figure().set_canvas(FigureCanvasAgg(ax.get_figure()))
    width = int.from_bytes(charts.to_png(ax, dpi=50)[16:20], "big")
    assert width == round(ax.get_figure().get_figwidth() * 50)


def test_pyplot_is_never_imported_and_bytes_do_not_depend_on_the_hash_seed():
    code = (
        "import sys, hashlib; from tests.charts.test_canvas import DRAWN, charts;"
        "drawn = [charts.to_svg(draw()) for draw in DRAWN.values()];"
        "assert 'matplotlib.pyplot' not in sys.modules; sys.stdout.write(hashlib.sha256(b''.join(drawn)).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) == 64
