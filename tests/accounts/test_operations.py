from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account, Slip
from lms.accounts.operations import use_slip
from lms.accounts.operations.first import first_administrator
from lms.accounts.operations.own import give_own_names
from lms.accounts.passphrases import common_passphrases, is_common
from lms.accounts.queries.own import own_account
from lms.accounts.rules import Names
from lms.core.errors import Forbidden
from tests.factories import NOON, Someone, viewer_for


def the_first(session):
    issued = first_administrator(session, at=NOON)
    account_id = use_slip(
        session, login_code=issued.login_code, setup_code=issued.setup_code,
        passphrase_hash="x", at=NOON,
    )  # fmt: skip
    account = session.get(Account, account_id)
    return viewer_for(session, Someone(account.person_id, account_id, "", ""))


def test_the_first_administrator_signs_in_by_a_slip_and_then_gives_names(session):
    viewer = the_first(session)
    assert viewer.roles == {"administrator"}
    assert own_account(session, viewer).names == Names()
    give_own_names(session, viewer=viewer, names=Names(ar=("ا", "ب", "ج")), at=NOON)
    assert own_account(session, viewer).names.ar == ("ا", "ب", "ج")
    with pytest.raises(Forbidden):
        give_own_names(session, viewer=viewer, names=Names(ar=("د", "ه", "و")), at=NOON)


def test_until_the_slip_is_used_each_start_gives_a_new_one(session):
    first_administrator(session, at=NOON)
    assert first_administrator(session, at=NOON) is not None
    assert session.scalar(select(func.count()).select_from(Account)) == 1
    live = select(func.count()).where(Slip.cancelled_at.is_(None))
    assert session.scalar(live) == 1


def test_once_an_administrator_has_signed_in_there_is_no_link(session):
    the_first(session)
    assert first_administrator(session, at=NOON) is None


@pytest.mark.parametrize(
    "typed",
    ["police", "POLICE", "شرطة", "شرطه", "پۆلیس", "Baghdad", "erbil",
     "this is my password", "بسم الله الرحمن الرحيم", "ئەمە وشەی نهێنییە", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥"],
)  # fmt: skip
def test_common_passphrases_are_known_in_three_languages(typed):
    assert is_common(typed)


@pytest.mark.parametrize("typed", ["ten quiet rivers run", "نهر جسر شجرة باب", "ڕووبار پرد دار"])
def test_others_are_not(typed):
    assert not is_common(typed)


def test_the_list_is_a_real_one():
    listed = common_passphrases()
    assert len(listed) > 600
    assert sum(len(one) >= 15 for one in listed) > 150
