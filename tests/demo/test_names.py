from __future__ import annotations

from lms.demo.names import invented


def test_nobody_of_the_demonstration_is_named_like_another():
    people = [invented(number)[0] for number in range(60)]
    assert len({names.ar for names in people}) == len(people)
    assert len({names.en for names in people}) == len(people)


def test_nobody_bears_one_name_three_times():
    assert all(len(set(invented(number)[0].ar)) > 1 for number in range(60))
