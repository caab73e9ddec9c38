from __future__ import annotations

import pytest

from tests.factories import make_site


@pytest.fixture
def site(session):
    return make_site(session)
