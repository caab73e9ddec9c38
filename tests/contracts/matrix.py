"""Who may do what: each route and method, the roles that use it, and how far they reach.

Scope rules: `public`; `signed in` (anybody who is); `reach` (a page that lists what its reader
reaches, with nothing in its address); `own` (the trainee's own); `in scope` (of the people and
cohorts that a role reaches); `site` (of the whole site). What an answer then is, by decision 36:
nobody signed in 302 or 401, another role 403, out of scope 404. `but` holds the exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.contracts.world import ELSEWHERE, NAMELESS, World, role_of
from tests.factories import PASSPHRASE

SCOPES = ("public", "signed in", "reach", "own", "in scope", "site")
TRAINEE, TRAINER, ADMINISTRATOR = ("trainee",), ("trainer",), ("administrator",)
READERS = ("coordinator", "approver")
READERS_OF_COURSES = ("trainee", "trainer", "coordinator")
EVERYBODY = ()
Body = Mapping[str, object] | Callable[[World], Mapping[str, object]]


@dataclass(frozen=True)
class Row:
    """One route under one method. ok: the status for who may; values: beside the world's own."""

    endpoint: str
    method: str
    roles: tuple[str, ...]
    scope: str
    ok: int
    body: Body = field(default_factory=dict)
    but: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    writes: frozenset[str] = frozenset()

    def refuses(self, actor: str) -> bool:
        """Whether this actor gets something else than who may."""
        is_unknown = actor == "anonymous" and self.scope != "public"
        return is_unknown or self.expected(actor) != self.ok

    def expected(self, actor: str) -> int:
        """The status that this actor is answered with."""
        if actor in self.but:
            return self.but[actor]
        if self.scope == "public":
            return self.ok
        if actor == "anonymous":
            return 302 if self.method == "GET" else 401
        if self.roles and role_of(actor) not in self.roles:
            return 403
        is_out = (self.scope == "own" and actor != "trainee") or (
            self.scope in ("in scope", "site") and actor in ELSEWHERE
        )
        return 404 if is_out else self.ok


def get(endpoint, roles, scope, ok=200, **more):
    return Row(endpoint, "GET", roles, scope, ok, **more)


def post(endpoint, roles, scope, ok=303, **more):
    return Row(endpoint, "POST", roles, scope, ok, **more)


NAMES = {
    "ar_given": "سلام", "ar_father": "كريم", "ar_grandfather": "حسن", "language": "ar",
    "address_form": "neutral", "sex": "not_stated",
}  # fmt: skip
LIST = {"text": "ar_given,ar_father,ar_grandfather\nنور,سامي,جميل\n", "do": "save"}
REASON = {"reason": "Asked for in writing."}
A_REVERSAL = REASON | {"requirement_key": "u01/lesson/viewed", "ground": "identity_error"}
MORE_TIME = {"timed": "course/test", "extra": "quarter", "why": "Needs more time to read."}
STRIP = {"number": "1", "login_code": "0" * 8, "setup_code": "0" * 16, "until": "1 March 2026"}
OTHER_PASSPHRASE = {"current": PASSPHRASE, "passphrase": "eleven quiet rivers run"}


def a_role(made: World):
    return {"role": "trainer", "scope_id": str(made.cohorts[0])}


def the_other_cohort(made: World):
    return {"cohort_id": str(made.cohorts[1])}


def login_code_of_other(made: World):
    return {"codes": made.actors["administrator"].login_code}


def a_new_cohort(made: World):
    return {
        "title": "Cohort C", "course_key": "c01-blue-policing", "starts_on": "2026-03-01",
        "academy_id": str(made.academies[0]),
    }  # fmt: skip


def a_void(made: World):
    return REASON | {"attempt": str(made.trainee.open_attempt_id), "place": "restored"}


def answer(made: World):
    return made.fields["answer"]


def choice(made: World):
    return made.fields["choice"]


def checklist(made: World):
    return made.fields["checklist"]


def mark(made: World):
    return made.fields["mark"]


def correction(made: World):
    return checklist(made) | REASON


OF_TRAINER = {"person_id": "trainer"}  # a role is ended of somebody who holds one
CLOSED = {"attempt_id": "closed_attempt_id"}
SCENARIO = {"attempt_id": "scenario_id"}
WAITING = {"attempt_id": "waiting_attempt_id"}
FILING = {"attempt_id": "filing_attempt_id"}
QUIZ = {"activity_key": "quiz_key"}
MARKERS = ("trainer", "coordinator")

EDGE = (
    get("home", EVERYBODY, "public", 302),
    get("health.healthz", EVERYBODY, "public"),
    get("assets.file", EVERYBODY, "public"),
)
ACCOUNTS = (
    get("accounts.help", EVERYBODY, "public"),
    get("accounts.sign_in", EVERYBODY, "public", 302, but={"anonymous": 200}),
    post("accounts.sign_in", EVERYBODY, "public", 422, body={"login_code": "0" * 8}),
    post("accounts.second_factor", EVERYBODY, "public", 302),  # nobody is half-way in
    post("accounts.sign_out", EVERYBODY, "signed in"),
    post("accounts.switch_language", EVERYBODY, "public", body={"language": "en"}),
    get("accounts.use_slip", EVERYBODY, "public"),
    post("accounts.use_slip", EVERYBODY, "public", 422),
    get("accounts.setup", EVERYBODY, "public", 302),
    get("accounts.me", EVERYBODY, "signed in"),
    get("accounts.record", EVERYBODY, "signed in"),
    get("accounts.preferences", EVERYBODY, "signed in"),
    post("accounts.preferences", EVERYBODY, "signed in",
         body={"language": "en", "address_form": "neutral"}),
    get("accounts.own_names", EVERYBODY, "signed in", 403),  # who has names cannot give them
    post("accounts.own_names", EVERYBODY, "signed in", 403, body=NAMES),
    get("accounts.passphrase", EVERYBODY, "signed in"),
    post("accounts.passphrase", EVERYBODY, "signed in", body=OTHER_PASSPHRASE),
    get("accounts.second_factor_page", EVERYBODY, "signed in"),
    post("accounts.start_second_factor", EVERYBODY, "signed in"),
    post("accounts.confirm_own_second_factor", EVERYBODY, "signed in", 422,  # none was started
         body={"digits": "000000"}),
    post("accounts.drop_own_second_factor", EVERYBODY, "signed in",
         body={"passphrase": PASSPHRASE}),
    post("accounts.end_sign_in", EVERYBODY, "signed in"),
    post("accounts.end_all_sign_ins", EVERYBODY, "signed in"),
    get("accounts.audit", ("administrator", "auditor"), "reach"),
    get("accounts.purpose", ADMINISTRATOR, "reach"),
    post("accounts.purpose", ADMINISTRATOR, "reach", body={"purpose": "adding"}),
    get("accounts.people", ADMINISTRATOR, "reach"),
    post("accounts.search_people", ADMINISTRATOR, "reach", 200, body={"typed": "سلام"}),
    get("accounts.add_person", ADMINISTRATOR, "reach"),
    post("accounts.add_person", ADMINISTRATOR, "reach", body=NAMES),
    get("accounts.import_people", ADMINISTRATOR, "reach"),
    post("accounts.import_people", ADMINISTRATOR, "reach", body=LIST),
    get("accounts.scopes", ADMINISTRATOR, "reach"),
    post("accounts.scopes", ADMINISTRATOR, "site", body={"title": "Academy C"},
         but={"administrator elsewhere": 403}),  # sees academies; adding one is the site's
    get("accounts.person", ADMINISTRATOR, "in scope"),
    get("accounts.names", ADMINISTRATOR, "in scope"),
    post("accounts.names", ADMINISTRATOR, "in scope", body=NAMES),
    post("accounts.give_slip", ADMINISTRATOR, "in scope", 200),
    post("accounts.remove_second_factor", ADMINISTRATOR, "in scope", body=REASON),
    post("accounts.deactivate", ADMINISTRATOR, "in scope", body=REASON),
    post("accounts.reopen", ADMINISTRATOR, "in scope"),
    post("accounts.give_role", ADMINISTRATOR, "in scope", body=a_role),
    post("accounts.end_role", ADMINISTRATOR, "in scope", values=OF_TRAINER),
    post("accounts.slips_pdf", ("administrator", "trainer"), "reach", 200, body=STRIP),
)  # fmt: skip
COHORTS = (
    get("cohorts.desk", ADMINISTRATOR, "reach"),
    get("cohorts.make_cohort", ADMINISTRATOR, "reach"),
    post("cohorts.make_cohort", ADMINISTRATOR, "reach", body=a_new_cohort,
         but={"administrator elsewhere": 422}),  # another's academy is not among the choices
    get("cohorts.cohort", ADMINISTRATOR, "in scope"),
    post("cohorts.enrol", ADMINISTRATOR, "in scope", body=login_code_of_other),
    get("cohorts.import_into", ADMINISTRATOR, "in scope"),
    post("cohorts.import_into", ADMINISTRATOR, "in scope", body=LIST),
    post("cohorts.print_slips", ADMINISTRATOR, "in scope", 200, body={"whom": "everybody"}),
    get("cohorts.enrolment", ADMINISTRATOR, "in scope"),
    post("cohorts.withdraw", ADMINISTRATOR, "in scope", body=REASON),
    post("cohorts.move", ADMINISTRATOR, "in scope", body=the_other_cohort),
    post("cohorts.enrol_again", ADMINISTRATOR, "in scope"),
    get("cohorts.pathway_cohort", ADMINISTRATOR, "in scope"),
    post("cohorts.enrol_in_pathway", ADMINISTRATOR, "in scope", body=login_code_of_other),
    get("cohorts.pathway_place", ADMINISTRATOR, "in scope"),
    post("cohorts.withdraw_from_pathway", ADMINISTRATOR, "in scope", body=REASON),
    get("learning.pathway", TRAINEE, "own"),
)  # fmt: skip
LEARNING = (
    get("learning.home", TRAINEE, "reach"),
    get("learning.course", TRAINEE, "own"),
    get("learning.about", TRAINEE, "own"),
    get("learning.handbook", TRAINEE, "own"),
    get("learning.unit", TRAINEE, "own"),
    get("learning.activity", TRAINEE, "own"),
    post("learning.act", TRAINEE, "own", 302),
    get("learning.picture", READERS_OF_COURSES, "signed in"),
    get("learning.question", TRAINEE, "own"),
    post("learning.save", TRAINEE, "own", body=answer),
    post("learning.send_steps", TRAINEE, "own", 422),  # a form is no list of answers
    get("learning.review_answers", TRAINEE, "own"),
    post("learning.submit", TRAINEE, "own"),
    post("learning.save_files", TRAINEE, "own", body={"go": "next"}, values=FILING),
    get("learning.file", TRAINEE, "own"),
    get("learning.result", TRAINEE, "own", values=CLOSED),
    get("learning.scenario", TRAINEE, "own", values=SCENARIO),
    post("learning.choose", TRAINEE, "own", body=choice, values=SCENARIO),
)
CERTIFICATION = (
    get("certification.claim", TRAINEE, "own", 302),  # issued: it leads to the wallet
    post("certification.issue", TRAINEE, "own", 302, body={"leading_language": "ar"}),
    get("certification.wallet", TRAINEE, "reach"),
    # The paper holds the name: who may not see it finds no paper.
    get("certification.pdf", ("trainee", "coordinator"), "in scope",
        but={"other trainee": 404, NAMELESS: 404}),
    get("certification.badge_json", TRAINEE, "own"),
    get("certification.badge_jwt", TRAINEE, "own"),
    # Its world's pathway has the course alone, and nobody has claimed its certificate.
    get("certification.claim_pathway", TRAINEE, "own"),
    post("certification.issue_pathway", TRAINEE, "own", 302, body={"leading_language": "ar"}),
    get("certification.checkpoint", EVERYBODY, "public"),
    get("certification.tile_of", EVERYBODY, "public"),
    get("certification.entries_of", EVERYBODY, "public"),
    get("certification.proof", EVERYBODY, "public"),
    get("certification.correction", TRAINEE, "own"),
    post("certification.request_correction", TRAINEE, "own",
         body={"mistake": "wrong_spelling", "evidence": "The identity card."}),
    # It is valid for years yet: no window is open.
    post("certification.renew", ("trainee", "coordinator"), "in scope", 422,
         but={"other trainee": 404}),
    get("certification.signatories", ADMINISTRATOR, "site"),
    get("certification.signatory", ADMINISTRATOR, "site"),
    post("certification.set_name", ADMINISTRATOR, "site",
         body={"ar": "سعاد جاسم"}),
    get("certification.specimen", ADMINISTRATOR, "site"),
    get("certification.name", TRAINEE, "reach"),
    post("certification.confirm_name", TRAINEE, "reach", body={"leading_language": "ar"}),
    post("certification.reminder_seen", TRAINEE, "own"),
    get("certification.bulk", ("coordinator",), "in scope"),
    post("certification.issue_all", ("coordinator",), "in scope"),
    get("certification.bulk_pathway", ("coordinator",), "in scope"),
    post("certification.issue_all_pathway", ("coordinator",), "in scope"),
    get("certification.cohort", READERS, "in scope"),
    get("certification.pathway_cohort", READERS, "in scope"),
    get("certification.record", READERS, "in scope"),
    post("certification.suspend", ("coordinator",), "in scope",
         body={"suspension-note": "Asked for.", "suspension-review_on": "2026-12-01"}),
    post("certification.restore", ("coordinator",), "in scope", 409,
         body={"restoration-note": "Asked for."}),
    post("certification.ask_for_revocation", ("coordinator",), "in scope",
         body={"revocation-note": "Asked for.", "revocation-ground": "fraud"}),
    post("certification.ask_for_correction", ("coordinator",), "in scope",
         body={"correction-mistake": "wrong_unit", "correction-evidence": "Asked for."}),
    post("certification.ask_for_reissue", ("coordinator",), "in scope", 409,
         body={"reissue-note": "Asked for."}),
    post("certification.confirm_act", READERS, "in scope"),
    post("certification.decline_act", READERS, "in scope"),
    post("certification.approve_correction", ("coordinator",), "in scope"),
    post("certification.decline_correction", ("coordinator",), "in scope",
         body={"note": "The card says so."}),
    # Issued in the meantime: what waits may be declined.
    post("certification.approve_request", ("coordinator",), "in scope"),
    post("certification.decline_request", ("coordinator",), "in scope",
         body={"note": "Another course."}),
    get("certification.did", EVERYBODY, "public"),
    get("certification.issuer", EVERYBODY, "public"),
    get("certification.jwks", EVERYBODY, "public"),
    get("certification.root", EVERYBODY, "public"),
    get("certification.status_list", EVERYBODY, "public"),
    get("certification.offline", EVERYBODY, "public"),
    get("certification.verify_start", EVERYBODY, "public"),
    get("certification.verify", EVERYBODY, "public"),
    post("certification.verify_file", EVERYBODY, "public", 422),
    post("certification.match", EVERYBODY, "public", 200, body={"name": "Nobody At All"}),
)  # fmt: skip
TEACHING = (
    get("teaching.desk", TRAINER, "reach"),
    get("teaching.cohort", TRAINER, "in scope"),
    post("teaching.announce_to", TRAINER, "in scope", body={"text": "We meet on Monday."}),
    post("teaching.print_slips", TRAINER, "in scope", 200, body={"whom": "everybody"}),
    # No unit of this course waits for a release.
    post("teaching.release", TRAINER, "in scope", 404, body={"unit": "u01", "released": "yes"}),
    get("teaching.course", TRAINER, "in scope"),
    get("teaching.course_unit", TRAINER, "in scope"),
    get("teaching.guide", TRAINER, "in scope"),
    get("teaching.handbook", TRAINER, "in scope"),
    get("teaching.drafts", TRAINER, "in scope"),
    get("teaching.trainee", TRAINER, "in scope"),
    post("teaching.print_slip", TRAINER, "in scope", 200),
    post("teaching.grant", TRAINER, "in scope", body={"activity": "course/test"} | REASON),
    post("teaching.give_time", TRAINER, "in scope", body=MORE_TIME),
    get("teaching.marking", MARKERS, "reach"),
    get("teaching.answer", MARKERS, "in scope", values=WAITING),
    post("teaching.mark", MARKERS, "in scope", body=mark, values=WAITING),
    get("teaching.file", MARKERS, "in scope"),
    get("teaching.quizzes", MARKERS, "reach"),
    get("teaching.analysis", MARKERS, "reach", values=QUIZ),  # of one's own people alone
    get("teaching.analysis_csv", MARKERS, "reach", values=QUIZ),
    get("teaching.regrade", ("coordinator",), "reach", values=QUIZ),
    post("teaching.regrade", ("coordinator",), "reach", 422, values=QUIZ),  # why is not said
    get("teaching.regrades", READERS, "reach"),
    post("teaching.confirm_regrade", READERS, "in scope"),
    post("teaching.decline_regrade", READERS, "in scope"),
    get("teaching.attempt", TRAINER, "in scope", values=CLOSED),
    get("teaching.practical", TRAINER, "in scope"),
    post("teaching.sign_off", TRAINER, "in scope", body=checklist),
    get("teaching.correct", TRAINER, "in scope"),
    post("teaching.correct", TRAINER, "in scope", body=correction),
)
# Taking a report out of the system is always logged as an act, though it only reads.
LOGGED = frozenset({"audit_event"})
REPORTING = (
    get("reporting.desk", READERS, "reach"),
    get("reporting.coverage", READERS, "reach"),
    get("reporting.cohort", READERS, "in scope"),
    get("reporting.pathway", READERS, "in scope"),
    get("reporting.export_pathway_csv", READERS, "in scope", writes=LOGGED),
    get("reporting.export_pathway_xlsx", READERS, "in scope", writes=LOGGED),
    post("reporting.export_pathway_named", READERS, "in scope", 200,
         body=REASON | {"file_format": "csv"}, but={NAMELESS: 403}),
    get("reporting.export_csv", READERS, "in scope", writes=LOGGED),
    get("reporting.export_xlsx", READERS, "in scope", writes=LOGGED),
    post("reporting.export_named", READERS, "in scope", 200, body=REASON | {"file_format": "csv"},
         but={NAMELESS: 403}),
    get("reporting.reversals", READERS, "in scope"),
    get("reporting.reversal", READERS, "in scope"),
    post("reporting.ask_for_reversal", ("coordinator",), "in scope", body=A_REVERSAL),
    get("reporting.attempts_in", READERS, "in scope"),
    get("reporting.attempts", READERS, "in scope"),
    post("reporting.ask_for_void", ("coordinator",), "in scope", body=a_void),
    post("reporting.give_time", ("coordinator",), "in scope", body=MORE_TIME),
    post("reporting.confirm_void", READERS, "in scope"),
    post("reporting.decline_void", READERS, "in scope"),
    post("reporting.confirm_reversal", READERS, "in scope"),
    post("reporting.decline_reversal", READERS, "in scope"),
    post("reporting.release", ("coordinator",), "in scope", 404,
         body={"unit": "u01", "released": "yes"}),
    get("reporting.overrides", READERS, "in scope"),
    get("reporting.override", READERS, "in scope"),
    post("reporting.decide", ("coordinator",), "in scope", 422),  # everything is done there
    post("reporting.confirm_exemption", READERS, "in scope"),
    post("reporting.decline_exemption", READERS, "in scope"),
    post("reporting.revoke", ("coordinator",), "in scope", body=REASON),
)  # fmt: skip
MATRIX = (*EDGE, *ACCOUNTS, *COHORTS, *LEARNING, *CERTIFICATION, *TEACHING, *REPORTING)


def address(app, row: Row, made: World) -> str:
    """The row's address, filled with what the world holds."""
    values = made.values | {
        name: getattr(made.trainee, str(value), None) or made.actors[str(value)].person_id
        for name, value in row.values.items()
    }
    rules = [rule for rule in app.url_map.iter_rules(row.endpoint) if row.method in rule.methods]
    needed = {name: values[name] for name in rules[0].arguments}
    return app.url_map.bind("localhost").build(row.endpoint, needed, method=row.method)


def body_of(row: Row, made: World) -> Mapping[str, object]:
    """What the row posts."""
    return row.body(made) if callable(row.body) else row.body
