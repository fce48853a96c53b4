"""The short form in Markdown, read back by a reader of Markdown."""

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from analyzer.errors import UsageError
from analyzer.reports import summary_markdown
from analyzer.reports.markdown import JOINER, code, prose
from tests.cli.shell import run
from tests.reports import fakes

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FOREIGN = [
    *fakes.HOSTILE[:6], "[x](http://evil.invalid)", "![x](http://evil.invalid/a.png)", "<http://evil.invalid>", "a|b|c",
    "`a|b`", "`` ` ``", "\\", "\\|", "a\\", "| a |\n|---|", "# head", "> quote", "- item", "1. item", "**bold**",
    "__bold__", "~~gone~~", "&lt;b&gt;", "&amp;", "<!-- x -->", "[x]: http://evil.invalid", "[x][y]", "a  \nb", "$x^2$",
    "https://evil.invalid/", "www.evil.invalid", "WWW.evil.invalid", "mail me@evil.invalid", "@everyone", "see #12",
    "org/repo#12", "GH-12", "mailto:a@b.c", "xmpp:a@b.c", ":tada:", "a_b_c", "***", "---", "===", "```", "``` x ```",
    "<details>", "</td></tr></table>", "\u202e|x", "\x00|", "x\\`y",
]  # fmt: skip


class Reading(HTMLParser):
    """Which elements a page has, and what its cells say."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.cells = [], []
        self.feed(page)
        self.cells = [cell.strip().replace(JOINER, "") for cell in self.cells]

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def shown(text):
    """What a reader sees of a text once it is made safe for one line."""
    from analyzer.reports.words import clean

    return clean(text)


@pytest.mark.parametrize("form", [prose, code])
@pytest.mark.parametrize("text", FOREIGN, ids=[repr(text)[:24] for text in FOREIGN])
def test_foreign_text_in_a_cell_is_read_letter_by_letter(form, text):
    read = Reading(READER.render(f"| a | b |\n|---|---|\n| {form(text)} | end |\n"))
    assert set(read.elements) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert read.cells == ["a", "b", shown(text), "end"]


@pytest.mark.parametrize("text", FOREIGN, ids=[repr(text)[:24] for text in FOREIGN])
def test_nothing_in_prose_is_left_that_a_forge_makes_a_link_of(text):
    assert not re.search(r"(?i)www\.|://|@\w|#\d|gh-\d|mailto:\w|xmpp:\w|:[a-z]+:", prose(text))


def test_the_page_has_the_numbers_and_names_the_first_findings(analysis):
    page = summary_markdown(analysis)
    read = Reading(READER.render(page))
    assert page.startswith("## Outside limits: In-house hiring \\<one\\> recruiter\n")
    row = read.cells.index("Open findings")
    assert read.cells[row + 1 : row + 3] == ["3", "1 high, 2 medium, 0 low; in 2 incidents"]
    assert {"000000000001", "000000000002", "000000000003"} <= set(read.cells)
    assert "000000000004" not in read.cells, "it is excused"
    assert set(read.elements) <= {
        "h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li", "blockquote",
    }  # fmt: skip


def test_only_ids_are_told_of_a_finding(analysis):
    page = summary_markdown(analysis)
    assert "Any news" not in page
    assert "cand-0001" not in page


def test_top_limits_the_findings(analysis):
    assert "000000000003" not in summary_markdown(analysis, top=2)
    assert "Open findings (" not in summary_markdown(analysis, top=0)


def test_without_a_limit_the_page_says_so(analysis):
    assert summary_markdown(analysis, fail_on="never").startswith("## No limit set: ")


def test_an_unknown_limit_is_refused(analysis):
    with pytest.raises(UsageError, match="limit"):
        summary_markdown(analysis, fail_on="grave")


def test_hostile_names_in_the_definition_stay_text(analysis):
    for text in FOREIGN:
        analysis.definition.rules[1].title = text
        analysis.findings["title"] = text
        analysis.findings["case_id"] = text
        assert not set(Reading(READER.render(summary_markdown(analysis))).elements) & {"a", "img", "em", "script", "h1"}


def test_the_check_command_prints_the_same_page(tmp_path):
    from tests.cli.shell import ALLOWED, DEFINITION, PAST, write_log

    (tmp_path / "small.yaml").write_text(DEFINITION, encoding="utf-8")
    ran = run("check", write_log(tmp_path / "log.csv", ALLOWED, PAST), "-d", tmp_path / "small.yaml",
              "--format", "markdown", "--top", "1")  # fmt: skip
    assert ran.code == 1
    assert ran.out.startswith("## Outside limits: A small process\n")
    assert "### Open findings (1 of 2, the gravest rules first)" in ran.out
