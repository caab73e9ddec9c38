"""Chromium as a trainee's phone, and axe-core's verdict on a page."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"ar": "ar-IQ", "ckb": "ckb-IQ", "en": "en-GB"}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of axe-core that a page breaks, and where."""

    rule: str
    impact: str
    help: str
    places: tuple[str, ...]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; without its sandbox only as root, where it has none."""
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def phone(
    browser: Browser, *, base_url: str = "", language: str = "ar", javascript: bool = True
) -> Iterator[BrowserContext]:
    """A phone in Baghdad with nothing stored yet; pages open by path."""
    context = browser.new_context(
        base_url=base_url or None,
        locale=LOCALES[language],
        timezone_id="Asia/Baghdad",
        viewport=PHONE,
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        java_script_enabled=javascript,
    )
    try:
        yield context
    finally:
        context.close()


@contextlib.contextmanager
def desk(browser: Browser, *, base_url: str = "", language: str = "ar") -> Iterator[BrowserContext]:
    """The same on an office computer's screen."""
    context = browser.new_context(
        base_url=base_url or None,
        locale=LOCALES[language],
        timezone_id="Asia/Baghdad",
        viewport=DESK,
    )
    try:
        yield context
    finally:
        context.close()


def axe(page: Page) -> list[Violation]:
    """What axe-core holds against the page as it stands."""
    # Evaluated, not added as a script tag: the page's own policy would refuse that.
    page.evaluate(_axe_source())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        Violation(
            rule=each["id"],
            impact=each["impact"],
            help=each["help"],
            places=tuple(node["html"] for node in each["nodes"]),
        )
        for each in found["violations"]
    ]


def requests_elsewhere(context: BrowserContext, base_url: str) -> list[str]:
    """A list that fills with every address asked for outside the site from now on."""
    home, elsewhere = urlsplit(base_url).netloc, []

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            elsewhere.append(url)

    context.on("request", lambda request: note(request.url))
    return elsewhere


def faults(context: BrowserContext) -> list[str]:
    """A list that fills with script errors and refusals by the page's policy from now on."""
    seen: list[str] = []
    context.on("weberror", lambda error: seen.append(str(error.error)))
    context.on(
        "console",
        lambda line: seen.append(line.text) if "Content Security Policy" in line.text else None,
    )
    return seen


@cache
def _axe_source() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
