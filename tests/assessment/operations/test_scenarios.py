from __future__ import annotations

import pytest

from lms.assessment.queries import scenario_page
from lms.assessment.rules.scenarios import NoSuchChoice
from lms.core.errors import NotFound
from lms.progress.queries import progress_of
from tests import factories
from tests.assessment.world import Taker, after


def best_way(scenario):
    """The way of most points that makes no critical error."""
    now, way = scenario.node(scenario.start), []
    while now.ending is None:
        choice = max(
            (each for each in now.choices if not each.is_critical_error),
            key=lambda each: (each.points, scenario.node(each.next).ending != "lost"),
        )
        way.append((now.key, choice.key))
        now = scenario.node(choice.next)
    return way


@pytest.fixture
def way(taker):
    return best_way(taker.activity("u01/scenario").scenario)


def test_a_lawful_ending_meets_the_requirement(session, taker, way):
    attempt = taker.start_scenario()
    pages = [taker.choose(attempt, *step, at=after(n)) for n, step in enumerate(way, start=1)]
    assert (pages[-1].walk.ending, pages[-1].is_closed) == ("lawful", True)
    assert progress_of(session, taker.enrolment.id).is_met("u01/scenario/passed")


def test_choices_and_the_end_of_one_microsecond_keep_their_order(taker, way):
    attempt = taker.start_scenario()
    pages = [taker.choose(attempt, *step, at=after(1)) for step in way]
    assert pages[-1].is_closed
    kept = scenario_page(
        taker.session, taker.viewer, attempt, taker.activity("u01/scenario").scenario
    )
    assert [(step.node.key, step.choice.key) for step in kept.walk.way] == way
    assert taker.state(attempt, at=after(2)).name == "finished"
    assert len(taker.state(attempt, at=after(2)).choices) == len(way)


def test_a_lost_ending_does_not_and_another_walk_may_start(session, taker):
    attempt = taker.start_scenario()
    page = taker.choose(attempt, "n1", "a", at=after(1))
    assert (page.walk.ending, page.walk.is_passed) == ("lost", False)
    assert not progress_of(session, taker.enrolment.id).is_met("u01/scenario/passed")
    assert taker.head(taker.start_scenario(at=after(2))).number == 2


def test_starting_again_goes_on_where_the_walk_stands(session, taker, way):
    attempt = taker.start_scenario()
    taker.choose(attempt, *way[0], at=after(1))
    assert taker.start_scenario(at=after(2)) == attempt
    scenario = taker.activity("u01/scenario").scenario
    page = scenario_page(session, taker.viewer, attempt, scenario)
    assert page.walk.now.key == way[1][0]


def test_the_same_choice_sent_twice_is_made_once(taker, way):
    attempt = taker.start_scenario()
    first = taker.choose(attempt, *way[0], at=after(1))
    again = taker.choose(attempt, *way[0], at=after(2))
    assert again.walk == first.walk


def test_after_the_ending_nothing_changes(taker):
    attempt = taker.start_scenario()
    lost = taker.choose(attempt, "n1", "a", at=after(1))
    assert taker.choose(attempt, "n1", "c", at=after(2)).walk == lost.walk


def test_a_choice_from_elsewhere_is_refused(taker):
    with pytest.raises(NoSuchChoice):
        taker.choose(taker.start_scenario(), "n4", "a", at=after(1))


def test_nobody_walks_in_another_trainees_scenario(session, taker, cohort):
    other = factories.make_person(session)
    stranger = Taker(session, other, factories.enrol(session, other, cohort))
    with pytest.raises(NotFound):
        stranger.choose(taker.start_scenario(), "n1", "a", at=after(1))
