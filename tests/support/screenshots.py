"""README's pictures: each role's main page in Arabic, from a fresh demonstration."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.flows.walker import Person
from tests.support.browser import chromium, phone
from tests.support.server import serving

TALLEST = 1500
SHOTS = {
    "trainee": ({"role": "trainee", "stage": "half-way"}, []),
    "quiz": ({"role": "trainee", "stage": "in the middle of a quiz"}, ["main a.button"]),
    "trainer": ({"role": "trainer", "cohort": "A"}, ["ul.rows a"]),
    "coordinator": ({"role": "coordinator", "cohort": "A"}, []),
    "administrator": (
        {"role": "administrator"},
        ["main input[type=radio] >> nth=0", "main button.button"],
    ),
}


def draw(into: Path) -> None:
    """One PNG for each shot."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(
            Path(folder), command=("-m", "lms", "run"), settings={"LMS_REQUIRE_TOTP": "none"}
        ) as server,
        chromium() as browser,
    ):
        lines = json.loads((server.data / "demo-sign-ins.json").read_text())
        for name, (wanted, presses) in SHOTS.items():
            line = next(line for line in lines if wanted.items() <= line.items())
            with phone(browser, base_url=server.url, language="ar") as context:
                person = Person(context, "ar", server.url)
                person.sign_in(line["login_code"], line["passphrase"])
                for selector in presses:
                    if "input" in selector:
                        person.page.check(selector)
                    else:
                        person.press(selector)
                size = person.page.viewport_size or {"width": 390}
                person.page.set_viewport_size({"width": size["width"], "height": TALLEST})
                person.page.screenshot(path=into / f"{name}.png", scale="css")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
