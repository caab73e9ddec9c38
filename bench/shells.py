"""Templates for the bare server: our own pages, their rows replaced by a loop."""

from __future__ import annotations

from pathlib import Path

from bench.load import check, fetch, request_bytes
from bench.world import World

UNIT_ROWS = """{% for key, state in rows %}<li class="unit" data-state="{{ state }}">
  <span class="unit-mark" aria-hidden="true"><svg class="icon" aria-hidden="true">\
<use href="/static/icons.svg#{{ state }}"/></svg></span>
  <div>
    <h3 class="unit-title"><a href="/learn/{{ enrolment_id }}/u01/{{ key }}">{{ key }}</a></h3>
    <p class="unit-facts"><span class="state">{{ state }}</span></p></div>
</li>{% endfor %}"""
REPORT_ROWS = """{% for code, cells in rows %}<tr><th scope="row"><bdi class="code" dir="ltr">\
{{ code }}</bdi></th>{% for state in cells %}<td data-state="{{ state }}"><span class="state" \
data-state="{{ state }}"><svg class="icon" aria-hidden="true"><use href="/static/800f5eb6e3e5/\
icons.svg#{{ state }}"/></svg>{{ state }}</span></td>{% endfor %}<td>—</td></tr>
{% endfor %}"""


def write_shells(world: World, port: int, folder: Path) -> None:
    """Fetch the unit page and the report of the running server, and keep them as templates."""
    trainee = world.trainees[0]
    unit = html_of(port, trainee.unit_path, trainee.cookie)
    (folder / "unit.html").write_text(
        with_loop(unit, '<ol class="units">', "</ol>", UNIT_ROWS), encoding="utf-8"
    )
    report = html_of(port, report_path(world), world.coordinator)
    (folder / "report.html").write_text(
        with_loop(report, "<tbody>", "</tbody>", REPORT_ROWS), encoding="utf-8"
    )


def report_path(world: World) -> str:
    """The report with everybody on one page."""
    return f"/reports/cohorts/{world.cohort_id}?per_page=200"


def html_of(port: int, path: str, cookie: str) -> str:
    """A page as it is."""
    page = fetch(port, request_bytes("GET", path, cookie, encoding="identity"))
    check(page, 200)
    return page.body.decode()


def with_loop(html: str, start: str, end: str, loop: str) -> str:
    """The page with the last such part's content replaced by a loop, and all else literal."""
    before, _, rest = html.rpartition(start)
    _, _, after = rest.partition(end)
    return f"{raw(before + start)}{loop}{raw(end + after)}"


def raw(html: str) -> str:
    """HTML that Jinja prints as it is."""
    return "{% raw %}" + html + "{% endraw %}"
