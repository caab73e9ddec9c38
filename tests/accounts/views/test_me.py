from __future__ import annotations

from lms.accounts.models import Account, Person, SignIn
from tests.factories import PASSPHRASE, make_person

NEW = "eleven calm lakes rest"


def test_my_page_shows_my_codes_and_this_sign_in(session, sign_in):
    person = make_person(session)
    page = sign_in(person).get("/me").get_data(as_text=True)
    assert person.login_code in page
    assert person.trainee_code in page


def test_language_and_form_of_address_are_kept(session, sign_in):
    person = make_person(session)
    answer = sign_in(person).post(
        "/me/preferences", data={"language": "ckb", "address_form": "feminine"}
    )
    assert answer.status_code == 303
    kept = session.get(Person, person.person_id)
    assert (kept.language, kept.address_form) == ("ckb", "feminine")


def test_an_unknown_language_changes_nothing(session, sign_in):
    person = make_person(session)
    answer = sign_in(person).post(
        "/me/preferences", data={"language": "xx", "address_form": "feminine"}
    )
    assert answer.status_code == 422
    assert session.get(Person, person.person_id).address_form == "neutral"


def test_a_new_passphrase_ends_the_other_sign_ins(session, sign_in):
    person = make_person(session)
    sign_in(person)
    client = sign_in(person)
    answer = client.post("/me/passphrase", data={"current": PASSPHRASE, "passphrase": NEW})
    assert answer.status_code == 303
    ended = [row.ended_at is not None for row in session.query(SignIn).order_by(SignIn.started_at)]
    assert ended == [True, False]


def test_a_wrong_passphrase_until_now_changes_nothing(session, sign_in):
    person = make_person(session)
    before = session.get(Account, person.account_id).passphrase_hash
    answer = sign_in(person).post(
        "/me/passphrase", data={"current": "not this one at all", "passphrase": NEW}
    )
    assert answer.status_code == 422
    assert session.get(Account, person.account_id).passphrase_hash == before


def test_short_and_common_passphrases_are_refused(session, sign_in):
    client = sign_in(make_person(session))
    for chosen in ("short", "الشرطة في خدمة الشعب", "abcabcabcabcabcabc"):
        answer = client.post("/me/passphrase", data={"current": PASSPHRASE, "passphrase": chosen})
        assert answer.status_code == 422


def test_ten_wrong_tries_close_the_page_for_a_while(session, sign_in):
    client = sign_in(make_person(session))
    for _ in range(10):
        client.post("/me/passphrase", data={"current": "wrong wrong wrong", "passphrase": NEW})
    answer = client.post("/me/passphrase", data={"current": PASSPHRASE, "passphrase": NEW})
    assert answer.status_code == 422


def test_names_that_are_there_are_not_asked_for_again(session, sign_in):
    client = sign_in(make_person(session))
    assert client.get("/me/names").status_code == 403
    answer = client.post(
        "/me/names", data={"ar_given": "نور", "ar_father": "علي", "ar_grandfather": "حسن"}
    )
    assert answer.status_code == 403
