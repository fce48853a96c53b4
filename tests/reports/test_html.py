import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from analyzer.analysis.past import PAST_RECRUITER
from analyzer.reports import html, write_html
from analyzer.reports.glossary import GLOSSARY
from tests.reports import fakes
from tests.reports.decoding import blocks, decode


class Page(HTMLParser):
    """Elements of a page with their attributes, and the text inside scripts and styles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.inside, self.words = [], {}, []
        self._open = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open = (tag, dict(attrs).get("id")) if tag in ("script", "style") else None

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open:
            self.inside[self._open] = self.inside.get(self._open, "") + data
        else:
            self.words.append(data)

    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(analysis):
    return Page(html.render_html(analysis))


def test_the_policy_allows_our_own_script_and_style_and_nothing_else(page):
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["img-src"] == "data:"
    assert allowed["base-uri"] == allowed["form-action"] == "'none'"
    for directive, element in (("script-src", "script"), ("style-src", "style")):
        digest = hashlib.sha256(page.inside[element, None].encode()).digest()
        assert allowed[directive] == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert "unsafe" not in policy


def test_nothing_in_the_page_is_loaded_from_anywhere(page):
    for _, attributes in page.elements:
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            assert attributes.get(name, "#").startswith(("#", "data:")), attributes
    assert not page.all("iframe") + page.all("object") + page.all("embed")
    assert "url(" not in page.inside["style", None]
    assert "@import" not in page.inside["style", None]


def test_no_element_has_a_style_or_a_handler_of_its_own(page):
    for _, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_hostile_text_makes_no_element(analysis):
    calm = fakes.small()
    calm.findings[["sender", "subject"]] = "calm"
    tags = [[tag for tag, _ in Page(html.render_html(each)).elements] for each in (analysis, calm)]
    assert tags[0] == tags[1]


def test_a_hostile_definition_makes_no_element(analysis):
    analysis.definition.rules[0].title = fakes.HOSTILE[2]
    analysis.definition.source = fakes.HOSTILE[1]
    analysis.notes = (fakes.HOSTILE[1],)
    text = html.render_html(analysis)
    assert "<img src=x" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_data_unpacks_and_its_numbers_equal_the_summary(analysis):
    head, *parts = blocks(html.render_html(analysis))
    counted = decode(head["findings"]["verdict"])
    assert counted.count("violated") == analysis.summary["findings"]["open"] == 3
    for word in ("excused", "settled", "waived", "undecided"):
        assert counted.count(word) == analysis.summary["findings"][word]
    assert [len(decode(part["row"])) for part in parts] == [len(analysis.findings)]


def test_the_first_screen_says_what_matters(page):
    text = page.text()
    for part in (
        "Outside limits 3 open findings of severity medium or above, where the limit is 0.",
        "Period 2026-01-05 to 2026-03-30 complete before 2026-03-31 00:00 EDT",
        "in-house , version 2026.1",
        "Cases 4 3 complete, 1 still open",
        "Coverage Not declared",
        "Rows set aside 4 of 26 beside these 5 repeated, 1 out of scope",
        "Candidates with an open finding past the recruiter 1 of 4 25.0%; 95% interval 11.0% to 42.0%",
        "Open findings 3 in 2 incidents 1 high, 2 medium, 0 low",
        "Messages on an allowed contact 75.0% 90 of 120 judged",
        "Recruiter 75.0% of 20 Hiring manager 60.0% of 10 Candidate 100% of 8",
        "Not decided 1 topic-unknown 1",
        "A finding is a question to a person, never a verdict on one.",
        "must not be used as a criterion for selecting or rejecting anybody",
    ):
        assert part in text


def test_every_anchor_leads_somewhere(page):
    known = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for link in page.all("a"):
        target = link["href"].removeprefix("#")
        assert "=" in target or target in known, target
    assert {"rules", "places", "excuses", "stages", "findings", "glossary"} <= known
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_contacts_show_messages_and_what_is_off(page):
    links = [link for link in page.all("a") if "from=" in link["href"]]
    assert "Candidate to Hiring manager: 60 messages, 19 off the allowed contacts" in {
        link["aria-label"] for link in links
    }
    assert len(links) == 3


@pytest.mark.parametrize(
    ("fail_on", "headline"), [("low", "Outside limits"), ("never", "No limit set"), (None, "No limit set")]
)
def test_the_limit_is_the_callers(analysis, fail_on, headline):
    assert f"<title>{headline}: " in html.render_html(analysis, fail_on=fail_on)


@pytest.mark.parametrize("fail_on", ["never", None])
def test_without_a_limit_the_banner_is_neutral(analysis, fail_on):
    page = Page(html.render_html(analysis, fail_on=fail_on))
    assert [each["class"] for each in page.all("p") if each.get("class", "").startswith("status")] == ["status unset"]
    assert "No limit set: 3 open findings." in page.text()
    assert not set("✓◆") & set(page.text())


def test_duties_with_nothing_due_are_one_line(analysis):
    for duty in analysis.summary["duties"]:
        duty.update(due=0, in_time=0, late=0, unanswered=0, pending=0, excused=0)
    text = Page(html.render_html(analysis)).text()
    assert "0 of 0" not in text
    assert " of 0 " not in text
    assert "Duties in time Nothing was due." in text
    assert (
        "Nothing due: Recruiter answers a status question (Recruiter); Interview feedback reaches the recruiter "
        "(Hiring manager); Candidate answers the recruiter (Candidate)"
    ) in text


def test_pairs_of_roles_that_no_contact_joins_are_hatched(page):
    labels = [each["aria-label"] for _, each in page.elements if "no contact joins" in each.get("aria-label", "")]
    assert "Hiring manager to Candidate: 44 messages, 6 off the allowed contacts; no contact joins these two" in labels
    assert not [label for label in labels if label.startswith("Candidate to Hiring manager")]
    cells = [each for each in page.all("td") if "unagreed" in each.get("class", "")]
    assert len(cells) == len(labels)
    assert "hatched: no contact joins these two roles" in page.text()
    assert ".matrix td.unagreed" in page.inside["style", None]


def test_roles_that_may_write_but_did_not_are_in_the_matrix(analysis, monkeypatch):
    table = fakes.matrix().query("sender_role == 'recruiter'")
    monkeypatch.setattr("analyzer.insights.contact_matrix", lambda _: table)
    part = Page(html.render_html(analysis)).text().split("Who wrote to whom")[1].split("Who answered in time?")[0]
    assert "Candidate Hiring manager Recruiter 402 ·" in part, "recruiter to hiring manager: agreed, none seen"


def test_what_could_not_be_decided_is_told_without_marks_of_markup(page):
    part = page.text().split("What could not be decided?")[1].split("What was read, and what was not?")[0]
    assert "Fill " in part
    assert "`" not in part


@pytest.mark.parametrize(
    ("late", "told"),
    [(0, ""), (7, "Of the rows analysed, 7 events at or after the horizon")],
    ids=["none-later", "some-later"],
)
def test_what_a_part_leaves_out_is_not_taken_for_later_than_the_horizon(analysis, late, told):
    summary = analysis.summary
    summary["part"] = {"note": "a part", "of_cases": 3, "of_events": summary["events"]}
    summary["quality"]["analysed"] = summary["events"] + late
    summary["events"] -= 5
    text = Page(html.render_html(analysis)).text()
    assert ("were not looked at" in text) == bool(told)
    assert told in text


def test_rows_set_aside_are_listed_without_what_stands_in_them(page, analysis):
    part = page.text().split("Rows set aside Also in quarantined.csv")[1].split("Notes")[0]
    assert part.count("E325") == 4
    assert "quarter.csv 7 E325 timestamp a time that cannot be read" in part
    assert fakes.HOSTILE[1] in part, "a hostile file name is text"
    text = html.render_html(analysis)
    assert fakes.SECRET not in text
    assert fakes.SECRET not in str(blocks(text))


def test_only_as_many_rows_set_aside_are_listed_as_a_page_holds(analysis, monkeypatch):
    monkeypatch.setattr(html, "MOST_LISTED", 3)
    text = Page(html.render_html(analysis)).text()
    assert 'The first 3 of 4; quarantined.csv and the sheet "Rows set aside" of findings.xlsx list all.' in text
    assert text.count("E325") == 3


def test_the_stages_stand_with_their_times(page):
    part = page.text().split("How long do cases stay in each stage?")[1].split("Over time")[0]
    assert "applied 4 0 1 day 1 day 12 hours 100% 4 seen" in part
    assert "interview 4 4 not reached not reached no limit" in part
    assert "offer 0 0 not reached" in part
    assert "rejected" not in part, "a closing stage is an end"


def test_the_number_past_the_recruiter_is_explained_in_the_page(page):
    assert PAST_RECRUITER in page.text()


def test_the_definition_stands_with_its_line_numbers(page, analysis):
    lines = [attributes for attributes in page.all("li") if attributes.get("id", "").startswith("L")]
    assert len(lines) == len(analysis.definition.source.splitlines())


def test_equal_analyses_give_equal_pages(analysis, tmp_path):
    first = write_html(analysis, tmp_path / "a.html").read_bytes()
    assert write_html(fakes.small(), tmp_path / "b.html").read_bytes() == first


def test_an_analysis_without_findings_has_a_page(analysis):
    nothing = fakes.assembled(analysis.findings.iloc[:0].copy(), analysis.events_of(["APP-1"]))
    text = Page(html.render_html(nothing)).text()
    assert "Within limits 0 open findings" in text
    assert "Every verdict could be reached." in text


def test_our_scripts_never_parse_markup_or_text():
    folder = files("analyzer.reports") / "html"
    scripts = "\n".join((folder / name).read_text(encoding="utf-8") for name in html.SCRIPTS)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser"):
        assert way not in scripts
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|sendBeacon|importScripts)\b", scripts)


def test_words_with_a_meaning_are_in_the_glossary(page):
    terms = " ".join(
        page.text().split("What do the numbers count?")[1].split("Which definition was applied?")[0].split()
    )
    for word in ("Finding", "Open", "Settled", "Excused", "Waived", "Undecided", "Incident", "Coverage", "Severity"):
        assert f" {word} " in f" {terms} "


def test_every_number_of_a_table_and_every_tile_has_its_definition(page, analysis):
    words = {part.strip().lower() for word, _ in GLOSSARY for part in word.split(",")}
    text = html.render_html(analysis)
    heads = {unescape(head).lower() for head in re.findall(r'<th scope="col" class="n">([^<]*)</th>', text)}
    assert {"open", "due", "held", "rows", "half have gone on after"} <= heads
    known = words | {"row"}  # a row's number in its file
    assert heads <= known, heads - known
    tiles = set(re.findall(r'<span class="label">([^<]*)</span>', text))
    called = {"Open findings": "open", "Not decided": "undecided"}
    assert {called.get(tile, tile).lower() for tile in tiles} <= words


@pytest.mark.parametrize("name", [name for name, _ in html.FIGURES])
def test_a_figure_has_a_heading_an_alternative_and_its_numbers(page, name):
    text = page.text()
    assert name in {attributes.get("id") for _, attributes in page.elements}
    assert f"#{name}" in {link["href"] for link in page.all("a")}
    assert [each["alt"] for each in page.all("img")] == ["n = 3"] * 3
    assert text.count("Question & answer") >= 3
    assert text.count("Requisition Cases Share <script>alert(1)</script> 12 25.0% REQ-2 9 11.1%") == 3


def test_topics_stand_beside_stages_with_what_left_the_ways(page):
    part = page.text().split("At which stage, and about what")[1].split("Which excuses hold")[0]
    assert (
        "topic ↓ stage → interview offer Stage not known Asks for news 60 19 off · 3 Topic not known 4 2 1 off" in part
    )
    links = {link["href"]: link.get("aria-label") for link in page.all("a")}
    told = links["#verdict=all&topic=status_inquiry&stage=interview"]
    assert told == "Asks for news, interview: 60 messages, 19 off the agreed ways"
    assert {"#verdict=all&topic=status_inquiry", "#verdict=all&stage=interview"} <= set(links)


def test_excuses_stand_under_their_rule_and_lead_to_what_they_excused(page):
    part = page.text().split("Which excuses hold")[1].split("Question & answer")[0]
    assert "manager-wrote-first 1 3 33.3% recruiter-in-copy never 3 0%" in part
    links = [link["href"] for link in page.all("a")]
    assert "#verdict=excused&rule=status-past-recruiter&excuse=manager-wrote-first" in links
    assert not [link for link in links if "excuse=recruiter-in-copy" in link], "there is nothing to open"


def test_people_who_owe_are_told_by_role_and_name_and_candidates_are_not(analysis):
    analysis.activations.loc[analysis.activations["rule"] == "answer-the-recruiter", "owner"] = "cand-0001"
    text = Page(html.render_html(analysis)).text()
    part = text.split("Person by person")[1].split("Question & answer")[0]
    assert "recruiter-03 Recruiter answers a status question (Recruiter) 1 0 0% 0% to 79.3% 0 1 0" in part
    assert "cand-" not in part


def test_a_rule_shows_its_share_of_what_it_judged_and_a_bar(analysis):
    text = html.render_html(analysis)
    row = text[text.index("Candidate asks the hiring manager for status") :].split("</tr>")[0]
    assert "<small>33.3%</small>" in row
    assert 'class="bar rule-bar"' in row
    assert row.count("<rect") == 2, "open, and excused"
