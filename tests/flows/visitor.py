"""A browser without a screen: cookies, forms with their hidden fields, and nothing else."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page: action and the fields with their values."""

    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.forms.append({"action": found.get("action") or "", "fields": []})
        elif tag == "input" and self.forms and found.get("name"):
            self.forms[-1]["fields"].append(
                (found["name"], found.get("value") or "", found.get("type") or "text")
            )


# An operator's system behind an https proxy; without one, nothing but a demonstration issues.
REAL = {"LMS_REQUIRE_TOTP": "none", "LMS_PUBLIC_URL": "https://training.example.org"}


def opener_of(jar, *handlers):
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), *handlers)


class Visitor:
    """One person's browser; `status`, `url` and `body` are the last page's."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.jar = http.cookiejar.CookieJar()
        self.opener = opener_of(self.jar)
        self.status, self.url, self.body = 0, "", b""

    def get(self, path):
        return self._ask(urllib.request.Request(self._address(path)))

    def post(self, path, fields):
        data = urllib.parse.urlencode(list(fields)).encode()
        return self._ask(urllib.request.Request(self._address(path), data=data))

    def _address(self, path):
        return urllib.parse.urljoin(self.base_url, path)

    def _ask(self, request):
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.status, self.url, self.body = answer.status, answer.url, answer.read()
        except urllib.error.HTTPError as refused:
            self.status, self.url, self.body = refused.code, refused.url, refused.read()
        return self

    @property
    def text(self):
        return self.body.decode()

    def forms(self):
        parser = Forms()
        parser.feed(self.text)
        return parser.forms

    def form(self, part):
        """The first form whose action holds `part`."""
        return next(form for form in self.forms() if part in form["action"])

    def submit(self, part, **filled):
        """Fill a form's fields and send it; hidden fields go along, unticked boxes do not."""
        form = self.form(part)
        fields = [
            (name, value)
            for name, value, kind in form["fields"]
            if kind in ("hidden", "text") and name not in filled
        ]
        return self.post(form["action"] or self.url, [*fields, *filled.items()])

    def sign_in(self, login_code, passphrase):
        self.get("/sign-in")
        return self.submit("/sign-in", login_code=login_code, passphrase=passphrase)


class SecureVisitor(Visitor):
    """A browser behind the operator's https proxy, which it also stands for."""

    def __init__(self, base_url):
        super().__init__(base_url)
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.jar = http.cookiejar.CookieJar(policy)
        self.opener = opener_of(self.jar)
