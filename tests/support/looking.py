"""Pages of the test's own client in Chromium: what it answers is what the browser draws."""

from __future__ import annotations

import contextlib
import contextvars
from urllib.parse import urlsplit

from tests.support.browser import phone

HOST = "http://look.test"
NOT_PASSED_ON = {"content-length", "content-encoding", "set-cookie"}


@contextlib.contextmanager
def opened(chromium, client, path, *, language="ar"):
    """The page at `path` on a phone, drawn from the client's answers; nothing else is reached."""
    own = contextvars.copy_context()  # Playwright calls back outside the application's context

    def answer(route):
        asked = urlsplit(route.request.url)
        address = f"{asked.path}?{asked.query}" if asked.query else asked.path
        got = own.run(client.get, address, headers={"Accept-Encoding": "identity"})
        headers = {key: value for key, value in got.headers.items()
                   if key.lower() not in NOT_PASSED_ON}  # fmt: skip
        route.fulfill(status=got.status_code, headers=headers, body=got.data)

    with phone(chromium, base_url=HOST, language=language) as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(path)
        yield page
