"""What each refusal says, in one table: a title, what happened, and what to do about it."""

from __future__ import annotations

from typing import Any, NamedTuple

from lms.core.errors import DomainError, TooManyTries
from lms.core.speech import lazy_gettext as _l
from lms.core.speech import ngettext


class Words(NamedTuple):
    """What a page or a form says; neither text has holes."""

    title: Any
    text: Any


WORDS: dict[str, Words] = {
    "not_found": Words(
        _l("This page is not here"),
        _l("The address may be mistyped, or the page belongs to somebody else. Nothing is lost."),
    ),
    "forbidden": Words(
        _l("This is not open to this account"),
        _l("Your role does not include this page. Ask a coordinator if that should change."),
    ),
    "busy": Words(
        _l("Too many people at once"),
        _l("Nothing is lost. Please try again in a few seconds."),
    ),
    "too_many_tries": Words(
        _l("Too many tries"),
        _l("Please wait a while and try again, or ask your trainer for a new slip."),
    ),
    "different_body": Words(
        _l("This was already sent differently"),
        _l("The first answer is kept. Please open the page again to see it."),
    ),
    "signed_out": Words(
        _l("You are signed out"),
        _l("Nothing of this was kept. Please sign in, then send it again."),
    ),
    "sign_in_refused": Words(
        _l("Signing in did not work"),
        _l("The login code or the passphrase is not right. Please check both and try again."),
    ),
    "second_factor_refused": Words(
        _l("The six digits are not right"),
        _l("Please type the digits that the app shows now. Each code works once."),
    ),
    "slip_not_valid": Words(
        _l("The slip does not work"),
        _l("The codes do not fit, or the slip was used or is too old. Ask for a new slip."),
    ),
    "names_missing": Words(
        _l("A name is missing"),
        _l("Given name, father's name and grandfather's name are needed in one script."),
    ),
    "purpose_missing": Words(
        _l("Before names are shown"),
        _l("Say first what you need names for, on the page of people. Nothing was changed."),
    ),
    "already_enrolled": Words(
        _l("Already enrolled"),
        _l("This person takes this course already. Withdraw or move the enrolment first."),
    ),
    "course_not_published": Words(
        _l("The course is not published"),
        _l("Publish the course first, then make the cohort."),
    ),
    "locked": Words(
        _l("This is not open yet"),
        _l("Something else comes first. The course page says what opens it."),
    ),
    "attempt_closed": Words(
        _l("This attempt is closed"),
        _l("It was handed in, or its time is over. Your answers until then are kept."),
    ),
    "no_attempt_left": Words(
        _l("No attempt is left"),
        _l("Ask your trainer: they can give you one more attempt."),
    ),
    "cooling_down": Words(
        _l("The next attempt opens later"),
        _l("Use the time to read the lesson again. The quiz page says when it opens."),
    ),
    "remedial_first": Words(
        _l("A short exercise comes first"),
        _l("Some rules have no exception. Three questions on them open the next attempt."),
    ),
    "being_marked": Words(
        _l("This is being marked"),
        _l("A trainer is marking the attempt before. The next one can start after that."),
    ),
    "mark_incomplete": Words(
        _l("The mark is not complete"),
        _l("Please choose a level for each criterion, then save."),
    ),
    "already_marked": Words(
        _l("Somebody was faster"),
        _l("Another trainer marked this answer meanwhile. Look at that mark before saving yours."),
    ),
    "already_graded": Words(
        _l("The result is known already"),
        _l("A mark no longer changes it. Give one more attempt if the mark was wrong."),
    ),
    "file_refused": Words(
        _l("This file could not be read"),
        _l("Please send a photo (JPEG, PNG or WebP) or a plain text. PDF cannot be taken."),
    ),
    "picture_too_large": Words(
        _l("This picture is too large"),
        _l("It has more points than can be read here. Please take it with a smaller setting."),
    ),
    "too_many_files": Words(
        _l("No more files fit in"),
        _l("Remove one of the files first, then send the other."),
    ),
    "file_too_large": Words(
        _l("This file is too large"),
        _l("The page says how large a file may be. Please send a smaller one."),
    ),
    "kind_not_taken": Words(
        _l("This kind of file does not answer the question"),
        _l("The page says which kinds are taken. Please send one of those."),
    ),
    "regrade_outdated": Words(
        _l("What would change has changed"),
        _l("Attempts were handed in or graded since. Look at the list again before going on."),
    ),
    "nothing_to_regrade": Words(
        _l("Nothing would change"),
        _l("No attempt in your reach gets another grade by the newer version."),
    ),
    "too_long_text": Words(
        _l("This text is too long"),
        _l("Please shorten it to 20,000 characters and save again. Nothing typed is lost."),
    ),
    "nothing_to_reverse": Words(
        _l("There is nothing to take back"),
        _l("This part is not completed, or it was taken back already. Nothing was changed."),
    ),
    "second_person_needed": Words(
        _l("A second person confirms this"),
        _l("Who asked for it cannot confirm it. Ask another coordinator or an approver."),
    ),
    "another_administrator_needed": Words(
        _l("This takes another administrator"),
        _l(
            "For staff, one administrator removes the second factor and another administrator"
            " prints the slip, within 24 hours. Nothing was changed."
        ),
    ),
    "already_answered": Words(
        _l("This is decided already"),
        _l("Somebody was faster. Open the page again to see what was decided."),
    ),
    "reversal_outdated": Words(
        _l("What was asked about has changed"),
        _l("It is met no longer, or was done again since. Decline this request, or ask again."),
    ),
    "certificate_state": Words(
        _l("The certificate is in another state now"),
        _l("This cannot be done to it as it is. Open its page again to see what was decided."),
    ),
    "act_outdated": Words(
        _l("What was asked for has changed since"),
        _l("The certificate, its completion or the name is another now. Decline, or ask again."),
    ),
    "nothing_to_correct": Words(
        _l("The record says the same as the certificate"),
        _l("Let an administrator correct the name in the record first. Then ask again."),
    ),
    "no_new_ground": Words(
        _l("This is not issued again"),
        _l("After this revocation the course is completed anew; then the holder claims it."),
    ),
    "not_renewable": Words(
        _l("It cannot be renewed now"),
        _l("The window opens before the end of the certificate. Its page says when."),
    ),
    "approval_needed": Words(
        _l("A coordinator approves this certificate"),
        _l("Its holder confirms the name first; then it waits for approval."),
    ),
    "not_overridable": Words(
        _l("This cannot be set as done"),
        _l("The course test counts only when it is passed, or as an exemption with evidence."),
    ),
    "evidence_missing": Words(
        _l("The evidence is missing"),
        _l("An exemption needs evidence: which paper, course or service shows it."),
    ),
    "already_revoked": Words(
        _l("This counts no longer"),
        _l("It was revoked or declined already. Open the page again to see what was decided."),
    ),
    "invalid_response": Words(
        _l("This answer could not be read"),
        _l("Please choose from the answers on the page and save again."),
    ),
    "not_one_line": Words(
        _l("This answer is too long"),
        _l("Please write one line of at most 200 characters and save again."),
    ),
    "not_a_number": Words(
        _l("This is not a number"),
        _l("Please write only a number in digits, such as 12.5, without words or units."),
    ),
    "already_voided": Words(
        _l("This attempt is voided already"),
        _l("It does not count as it is. Nothing was changed."),
    ),
    "too_many_steps": Words(
        _l("Too many answers at once"),
        _l("Please send at most 100 answers in one request. Nothing of this one was kept."),
    ),
    "steps_malformed": Words(
        _l("The answers could not be read"),
        _l(
            "Each needs an id, the number of its question, the answer, and when it was given, with"
            " its time zone. Nothing was kept."
        ),
    ),
    "unit_missing": Words(
        _l("The number needs its unit"),
        _l("Please write the number in digits with one of the units named on the page."),
    ),
    "too_many_chosen": Words(
        _l("Too many are chosen"),
        _l("Please choose no more than the page asks for, and save again."),
    ),
    "not_completed": Words(
        _l("The course is not complete yet"),
        _l("The certificate needs the course test and all practicals."),
    ),
    "public_url_missing": Words(
        _l("Certificates cannot be issued yet"),
        _l("The system has no public address to print. The administrator sets LMS_PUBLIC_URL."),
    ),
    "register_forked": Words(
        _l("The register was not signed"),
        _l("It does not continue what was signed before. Please tell the operator."),
    ),
    "note_refused": Words(
        _l("This is no signed record of the register"),
        _l("It was altered, or signed with another key. Ask for the original."),
    ),
    "not_genuine": Words(
        _l("This credential is not genuine"),
        _l("It was altered, or signed with another key. Ask whoever showed it for the original."),
    ),
    "cannot_open": Words(
        _l("Something that is kept sealed cannot be opened"),
        _l("Nothing is lost. Please tell the administrator: the keys do not fit the data."),
    ),
    "request_too_large": Words(
        _l("This is too long"),
        _l("What was sent is larger than the page accepts. Please shorten it and send it again."),
    ),
    "csrf": Words(
        _l("The page was open for too long"),
        _l("Please go back, load the page again and send it once more."),
    ),
    "checklist_incomplete": Words(
        _l("A line is not marked yet"),
        _l("Please mark each line as seen or not seen, then sign."),
    ),
    "already_corrected": Words(
        _l("This was corrected already"),
        _l("The earlier correction is kept. Please open the record again to see what stands now."),
    ),
    "list_refused": Words(
        _l("The list could not be read"),
        _l("Please save it as CSV with the columns of the template and choose it again."),
    ),
    "lines_to_mend": Words(
        _l("Some lines need mending"),
        _l("Nothing was added yet. Mend the lines, or choose to leave them out."),
    ),
    "invalid_question": Words(
        _l("A question is not whole"),
        _l("Its text or its answers do not fit its type. Please mend it and try again."),
    ),
    "version_taken": Words(
        _l("This version is published already"),
        _l("It has other content. Give the course a new version and publish that."),
    ),
    "archive_refused": Words(
        _l("The file is not a course package"),
        _l("It could not be unpacked safely. Please export the course again and use that file."),
    ),
    "package_problems": Words(
        _l("The course cannot be published yet"),
        _l("The command that validates courses says what to mend, and where."),
    ),
    "name_missing": Words(
        _l("There is no name to print"),
        _l("A coordinator adds the name on the person's page; then the certificate can be made."),
    ),
    "name_not_confirmed": Words(
        _l("The name was changed meanwhile"),
        _l("Nothing was issued. Please look at the lines again and confirm them."),
    ),
    "code_mistyped": Words(
        _l("The code is mistyped"),
        _l("No certificate has this code. Please compare it with the paper, letter by letter."),
    ),
    "character_not_printable": Words(
        _l("A character cannot be printed"),
        _l("The fonts do not have it. A coordinator writes the name or title without it."),
    ),
    "text_too_long": Words(
        _l("A text is too long to print"),
        _l("It does not fit on the paper, and it is not cut. A coordinator shortens it."),
    ),
    "backup_refused": Words(
        _l("The backup cannot be used here"),
        _l("Nothing was changed. The command that restores says what does not fit."),
    ),
    "keys_missing": Words(
        _l("The keys are missing"),
        _l("Nothing is lost. Please tell the administrator: the key folder is not in its place."),
    ),
    "not_empty": Words(
        _l("There are people in this system"),
        _l("A demonstration goes only into an empty one. Nothing was changed."),
    ),
    "not_embedded": Words(
        _l("A demonstration stays on one computer"),
        _l("It uses the database inside the data folder. Nothing was changed."),
    ),
    "broken": Words(
        _l("Something went wrong here"),
        _l("It is not your mistake, and what was saved is safe. Please try again in a minute."),
    ),
}


def words_of_code(code: str) -> str:
    """What a refusal says of which only the code was kept."""
    return str(WORDS.get(code, WORDS["broken"]).text)


def words_of(error: DomainError) -> str:
    """What a refusal says, as one text for a form or a page."""
    if isinstance(error, TooManyTries) and "minutes" in error.facts:
        return minutes_to_wait(error.facts["minutes"])
    return words_of_code(error.code)


def minutes_to_wait(minutes: int) -> str:
    """How long a limit of tries holds."""
    return ngettext(
        "Please wait %(num)s minute and try again, or ask your trainer for a new slip.",
        "Please wait %(num)s minutes and try again, or ask your trainer for a new slip.",
        minutes,
    )


def title_of(error: DomainError) -> str:
    """The refusal's title."""
    return str(WORDS.get(error.code, WORDS["broken"]).title)
