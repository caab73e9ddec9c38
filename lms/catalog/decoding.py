"""A stored manifest as a PublishedCourse. Lenient: what was published once stays readable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from lms.catalog import rules
from lms.catalog.rule_trees import Condition, Conditions
from lms.core.text import Text

Json = Mapping[str, Any]
BRANCHES: tuple[Literal["all", "any", "none"], ...] = ("all", "any", "none")


def decode_course(
    manifest: bytes, *, course_version_id: UUID, content_hash: str
) -> rules.PublishedCourse:
    """The course that the manifest describes."""
    content = json.loads(manifest)
    course = content["course"]
    return rules.PublishedCourse(
        course_version_id=course_version_id,
        course_key=course["key"],
        version=course["version"],
        content_hash=content_hash,
        source_language=course["source_language"],
        title=_text(course["title"]),
        summary=_text(course["summary"]),
        aims=_texts(course["aims"]),
        audience=_text(course["audience"]),
        hours=rules.Hours(**course["hours"]),
        prerequisites=tuple(course.get("prerequisites", ())),
        licence=course["licence"],
        clauses=tuple(course.get("clauses", ())),
        units=tuple(_unit(each, at) for at, each in enumerate(content["units"], 1)),
        test=_test(content),
        certificate=_certificate(course["certificate"]),
        sources=tuple(map(_source, content["sources"])),
        test_availability=_availability(course["test"].get("availability")),
    )


def decode_pathway(manifest: bytes, *, pathway_version_id: UUID) -> rules.PublishedPathway:
    """The pathway that the manifest describes."""
    content = json.loads(manifest)
    return rules.PublishedPathway(
        pathway_version_id=pathway_version_id,
        pathway_key=content["key"],
        version=content["version"],
        title=_text(content["title"]),
        course_keys=tuple(content["courses"]),
        certificate=_certificate(content["certificate"]),
    )


def _text(content: Json) -> Text:
    return Text.from_mapping(content)


def _texts(contents: Sequence[Json]) -> tuple[Text, ...]:
    return tuple(map(_text, contents))


def _certificate(content: Json) -> rules.CertificateType:
    return rules.CertificateType(
        code=content["code"],
        title=_text(content["title"]),
        valid_months=content["valid_months"],
        posts=_texts(content["posts"]),
        renew_window_days=content.get("renew_window_days", 90),
        grace_days=content.get("grace_days", 0),
        recert_date_from=content.get("recert_date_from", "completion"),
        approval=content.get("approval", "automatic"),
    )


def _source(content: Json) -> rules.Source:
    return rules.Source(
        key=content["key"],
        title=_text(content["title"]),
        issuer=_text(content["issuer"]),
        year=content["year"],
        jurisdiction=content["jurisdiction"],
        last_verified=content.get("last_verified"),
        verified_by=content.get("verified_by"),
    )


def _citations(content: Json) -> tuple[rules.Citation, ...]:
    cited = content.get("sources", ())
    return tuple(rules.Citation(each["source"], each.get("article")) for each in cited)


def _unit(content: Json, position: int) -> rules.PublishedUnit:
    unit = content["unit"]
    notice = unit.get("content_notice")
    activities = tuple(_activity(unit["key"], each, content) for each in unit["activities"])
    return rules.PublishedUnit(
        key=unit["key"],
        position=position,
        title=_text(unit["title"]),
        objectives=tuple(
            rules.Objective(each["key"], each["verb"], _text(each["text"]))
            for each in unit["objectives"]
        ),
        facts=tuple(map(_fact, unit.get("facts", ()))),
        citations=_citations(unit),
        content_notice=_text(notice) if notice else None,
        activities=activities,
        completion=_rule(unit["completion"], {each.key: each for each in activities}),
        draft_languages=tuple(content["draft_languages"]),
        availability=_availability(unit.get("availability")),
        has_guide="facilitator" in content,
    )


def _availability(content: Json | None) -> rules.Availability | None:
    return _condition(content) if content else None


def _condition(content: Json) -> rules.Availability:
    on_fail = content.get("on_fail", "show_locked")
    for op in BRANCHES:
        if op in content:
            return Conditions(op, tuple(map(_condition, content[op])), on_fail)
    day = content.get("date")
    return Condition(
        kind=content["type"],
        unit=content.get("unit"),
        course=content.get("course"),
        on=date.fromisoformat(day) if day else None,
        cohort=content.get("cohort"),
        on_fail=on_fail,
    )


def _fact(content: Json) -> rules.CourseFact:
    return rules.CourseFact(
        key=content["key"],
        text=_text(content["text"]),
        citations=_citations(content),
        verification=content["verification"],
        check=content.get("check"),
        jurisdiction=content["jurisdiction"],
    )


def _activity(unit_key: str, activity: Json, unit: Json) -> rules.PublishedActivity:
    if activity["type"] == "quiz":
        return _quiz(unit_key, activity, _points(_unit_pool(unit), activity["draw"]))
    kind = activity["type"]
    return rules.PublishedActivity(
        unit_key=unit_key,
        key=activity["key"],
        kind=kind,
        title=_text(activity["title"]),
        minutes=activity["minutes"],
        scenario=_scenario(unit["scenario"]) if kind == "scenario" else None,
        practical=_practical(unit["practical"]) if kind == "practical" else None,
    )


def _test(content: Json) -> rules.PublishedActivity:
    test = content["course"]["test"]
    points = _points(_test_pool(content), test["draw"])
    return _quiz(rules.COURSE, {"key": rules.TEST, **test}, points)


def _unit_pool(unit: Json) -> list[Json]:
    return [each for each in unit.get("questions", ()) if each.get("use", "unit") != "test"]


def _test_pool(content: Json) -> list[Json]:
    every = [
        *content.get("test", ()),
        *(q for unit in content["units"] for q in unit.get("questions", ())),
    ]
    return [each for each in every if each.get("use", "unit") != "unit"]


def _points(pool: Sequence[Json], draw: int) -> int | None:
    """What an attempt that draws from the pool is worth; None where that hangs on the draw."""
    marks = [0 if each["type"] in rules.UNGRADED else each.get("mark", 1) for each in pool]
    if len(set(marks)) == 1:
        return int(marks[0] * draw)
    return sum(marks) if draw >= len(marks) else None


def _quiz(unit_key: str, content: Json, points: int | None) -> rules.PublishedActivity:
    waits = content.get("cooldowns", ())
    return rules.PublishedActivity(
        unit_key=unit_key,
        key=content["key"],
        kind="quiz",
        title=_text(content["title"]),
        minutes=content["minutes"],
        quiz=rules.QuizSettings(
            draw=content["draw"],
            pass_percent=content["pass_percent"],
            max_attempts=content["max_attempts"],
            cooldowns=tuple(rules.Cooldown(w["after_attempt"], w["minutes"]) for w in waits),
            minutes=content["minutes"],
            time_limit_minutes=content.get("time_limit_minutes"),
            overdue_policy=content.get("overdue_policy", "auto_submit"),
            grace_minutes=content.get("grace_minutes") or 0,
            grade_method=content.get("grade_method", "highest"),
            review=content.get("review"),
            points=points,
        ),
    )


def _scenario(content: Json) -> rules.Scenario:
    return rules.Scenario(
        title=_text(content["title"]),
        start=content["start"],
        nodes=tuple(map(_node, content["nodes"])),
    )


def _node(content: Json) -> rules.ScenarioNode:
    return rules.ScenarioNode(
        key=content["key"],
        text=_text(content["text"]),
        choices=tuple(
            rules.ScenarioChoice(
                key=each["key"],
                text=_text(each["text"]),
                consequence=_text(each["consequence"]),
                next=each["next"],
                points=each["points"],
                is_critical_error=each.get("critical_error", False),
            )
            for each in content.get("choices", ())
        ),
        ending=content.get("ending"),
        citations=_citations(content),
    )


def _practical(content: Json) -> rules.Practical:
    return rules.Practical(
        title=_text(content["title"]),
        task=_text(content["task"]),
        conditions=_text(content["conditions"]),
        assessors=content.get("assessors", 1),
        lines=tuple(
            rules.PracticalLine(
                each["key"], _text(each["text"]), each.get("critical", False), each.get("objective")
            )
            for each in content["lines"]
        ),
        citations=_citations(content),
    )


def _rule(content: Json, activities: Mapping[str, rules.PublishedActivity]) -> rules.CompletionRule:
    if "all" in content:
        return rules.AllOf(tuple(_rule(part, activities) for part in content["all"]))
    if "any" in content:
        return rules.AnyOf(tuple(_rule(part, activities) for part in content["any"]))
    if "n_of" in content:
        branch = content["n_of"]
        return rules.NOf(branch["n"], tuple(_rule(part, activities) for part in branch["rules"]))
    return rules.Requirement(activities[content["activity"]].requirement_key)
