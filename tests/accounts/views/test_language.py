from __future__ import annotations

import pytest

PERSON = "/people/01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("here", "leads_to"),
    [
        ("/help", "/help"),
        ("/people?role=trainee&page=2", "/people?role=trainee&page=2"),
        ("/people/search", "/people"),
        (f"{PERSON}/slip", PERSON),
        ("/me/second-factor/confirm", "/me/second-factor"),
        ("/nowhere/at/all", "/"),
        ("https://elsewhere.example/help", "/"),
        ("//elsewhere.example/help", "/"),
        ("/\\elsewhere.example", "/"),
    ],
)
def test_the_switch_leads_back_to_a_page_that_opens(client, here, leads_to):
    answer = client.post("/language", data={"language": "ckb", "here": here})
    assert (answer.status_code, answer.location) == (303, leads_to)
    assert "language=ckb" in answer.headers["Set-Cookie"]
