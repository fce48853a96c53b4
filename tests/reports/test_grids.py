import pandas as pd
import pytest

from analyzer.reports.grids import MOST, contact_grid, place_grid
from tests.reports import fakes


def places(*cells):
    return pd.DataFrame(cells, columns=["stage", "topic", "messages", "off_ways"])


@pytest.mark.parametrize(("messages", "heat"), [(4, 1), (5, 2), (20, 2), (21, 3), (50, 3), (51, 4), (100, 4)])
def test_the_colour_of_a_cell_is_its_part_of_the_fullest(messages, heat):
    grid = place_grid(places(("s", "a", 100, 0), ("s", "b", messages, 0)), {})
    assert grid.rows[1].cells[0].heat == heat


def test_topics_and_stages_without_a_message_are_left_out_and_unknown_ones_come_last():
    table = places(("s", "", 1, 0), ("s", "a", 0, 0), ("", "b", 2, 1), ("t", "b", 0, 0))
    grid = place_grid(table, {"b": "The second"})
    assert [row.title for row in grid.rows] == ["The second", "Topic not known"]
    assert [column.title for column in grid.columns] == ["s", "Stage not known"]
    assert [(cell.messages, cell.off) for row in grid.rows for cell in row.cells] == [(0, 0), (2, 1), (1, 0), (0, 0)]
    assert [row.link for row in grid.rows] == ["#verdict=all&topic=b", ""]


def test_signs_of_an_address_are_written_so_that_it_stays_one():
    grid = place_grid(places(("s & t", "a=b#c", 1, 1)), {})
    assert grid.rows[0].cells[0].link == "#verdict=all&topic=a%3Db%23c&stage=s+%26+t"


def test_only_as_many_stages_as_a_table_holds():
    grid = place_grid(places(*((f"s{i}", "a", 1, 0) for i in range(MOST + 5))), {})
    assert len(grid.columns) == len(grid.rows[0].cells) == MOST


def test_roles_stand_in_the_order_of_their_titles_and_the_unknown_one_has_a_name():
    grid = contact_grid(fakes.matrix(), {"recruiter": "The recruiter", "candidate": "Candidate"})
    assert [row.title for row in grid.rows] == ["The recruiter", "Candidate", "Not known", "Hiring manager"]
    cells = {(row.title, cell.title): cell for row in grid.rows for cell in row.cells}
    assert cells["Candidate", "Hiring manager"].off == 19
    assert cells["Candidate", "Candidate"].same
    assert not cells["Hiring manager", "Candidate"].agreed


def test_without_a_message_there_is_no_grid():
    assert place_grid(places(("s", "a", 0, 0)), {}).rows == ()
    assert contact_grid(fakes.matrix().iloc[:0], {}).rows == ()
