"""What a trainee does, as plain functions: parts met, questions answered, scenarios walked."""

from __future__ import annotations

import gzip
import re
from uuid import UUID

from lms.assessment.queries.attempts import own_attempt, question_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.questions import (
    ClozeQuestion,
    MatchingQuestion,
    OrderingQuestion,
    TypedQuestion,
)
from lms.catalog.queries import latest_version, published_course
from lms.core.ids import new_id
from lms.progress.operations import record_outcome
from tests import factories

ONLINE = ("lesson/viewed", "quiz/passed", "scenario/passed")
LATER = factories.NOON


def the_course(session):
    return published_course(session, latest_version(session, factories.COURSE))


def meet(session, enrolment_id, *keys, outcome="met", score=None):
    for key in keys:
        record_outcome(
            session, enrolment_id=enrolment_id, requirement_key=key, outcome=outcome, score=score,
            occurred_at=LATER, fact_id=new_id(LATER), recorded_by=None,
        )  # fmt: skip
    session.commit()


def meet_unit(session, enrolment_id, *unit_keys):
    """Everything in these units that is done alone."""
    meet(session, enrolment_id, *(f"{unit}/{part}" for unit in unit_keys for part in ONLINE))


def meet_all_online(session, enrolment_id):
    meet_unit(session, enrolment_id, *(unit.key for unit in the_course(session).units))


def url(enrolment_id, *parts):
    return "/".join(("/learn", str(enrolment_id), *parts))


def start(client, enrolment_id, unit_key="u01", activity_key="quiz", **fields):
    """Press the start button; the attempt's id."""
    answer = client.post(url(enrolment_id, unit_key, activity_key), data=fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return UUID(answer.location.split("/")[3])


def attempt_url(attempt_id, *parts):
    return "/".join(("/learn/attempts", str(attempt_id), *map(str, parts)))


def question_at(session, viewer, attempt_id, slot):
    drawn = own_attempt(session, viewer, attempt_id).slots[slot - 1]
    return question_of(session, drawn.version_id)


def fields_of(question, response):
    """An answer as its form posts it."""
    if isinstance(question, MatchingQuestion):
        return {f"p_{stem}": option for stem, option in response.items()}
    if isinstance(question, OrderingQuestion):
        return {f"at{place}": key for place, key in enumerate(response, start=1)}
    if isinstance(question, TypedQuestion):
        return {"typed": response}
    if isinstance(question, ClozeQuestion):
        return {f"g_{gap}": given for gap, given in response.items()}
    return {"a": list(response)}


def right_fields(session, viewer, attempt_id, slot):
    question = question_at(session, viewer, attempt_id, slot)
    return fields_of(question, right_response(question))


def wrong_fields(session, viewer, attempt_id, slot):
    """An answer that earns less than the whole."""
    question = question_at(session, viewer, attempt_id, slot)
    if isinstance(question, OrderingQuestion):
        return fields_of(question, right_response(question)[::-1])
    if isinstance(question, MatchingQuestion):
        return {f"p_{question.stems[0].key}": question.stems[0].match}
    if isinstance(question, TypedQuestion):
        return {"typed": ""}
    return {"a": [next(option.key for option in question.options if not option.is_right)]}


def answer_all(session, client, viewer, attempt_id, *, right=True):
    fields = right_fields if right else wrong_fields
    for slot in range(1, len(own_attempt(session, viewer, attempt_id).slots) + 1):
        answer = client.post(
            attempt_url(attempt_id, slot),
            data={**fields(session, viewer, attempt_id, slot), "go": "next"},
        )
        assert answer.status_code == 303


def submit(client, attempt_id):
    return client.post(attempt_url(attempt_id, "submit"))


def slot_of_type(session, viewer, attempt_id, kind):
    """The first slot with a question of a type, if one was drawn."""
    slots = own_attempt(session, viewer, attempt_id).slots
    return next(
        (place for place, drawn in enumerate(slots, start=1)
         if question_of(session, drawn.version_id).type == kind), None,
    )  # fmt: skip


def start_until(session, client, viewer, enrolment_id, kind):
    """An open quiz with a question of this type: what the first did not draw, the second does."""
    for _ in range(2):
        attempt_id = start(client, enrolment_id)
        slot = slot_of_type(session, viewer, attempt_id, kind)
        if slot is not None:
            return attempt_id, slot
        submit(client, attempt_id)
    raise AssertionError(f"no {kind} among the questions of unit 1")


def way_to(scenario, ending):
    """Choices (node key, choice key) that lead to an ending; a lawful one without a fault."""
    found = _way(scenario, scenario.start, ending, ())
    assert found is not None
    return found


def _way(scenario, key, ending, seen):
    node = scenario.node(key)
    if node.ending is not None:
        return [] if node.ending == ending else None
    if key in seen:
        return None
    for choice in node.choices:
        if ending == "lawful" and choice.is_critical_error:
            continue
        rest = _way(scenario, choice.next, ending, (*seen, key))
        if rest is not None:
            return [(key, choice.key), *rest]
    return None


def walk(client, attempt_id, way):
    for node, choice in way:
        answer = client.post(
            attempt_url(attempt_id, "scenario"), data={"node": node, "choice": choice}
        )
        assert answer.status_code == 303
    return answer


def page(client, address):
    """The text of a page that answers 200."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def hidden_order(html):
    """The order in which a page shows its answers."""
    return re.findall(r'(?:name="a" value|<input type="hidden" name="at\d+" value)="([^"]+)"', html)


def weight(client, address, *, method="get", statuses=(200,)):
    """The bytes of a page's HTML, compressed as for a browser that knows gzip alone."""
    answer = getattr(client, method)(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code in statuses, (address, answer.status_code)
    assert len(gzip.decompress(answer.data)) > len(answer.data)
    return len(answer.data)
