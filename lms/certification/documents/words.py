"""What the certificate says in three languages.

Arabic and Sorani await a native reviewer, نموذج and نموونە first.
"""

from __future__ import annotations

from datetime import date

from lms.core.locale import date_words
from lms.core.text import Text

HEADING = Text("شهادة إتمام دورة", "بڕوانامەی تەواوکردنی خول", "Certificate of completion")
PATHWAY_HEADING = Text(
    "شهادة إتمام مسار تدريبي", "بڕوانامەی تەواوکردنی ڕێڕەوی ڕاهێنان", "Certificate of completion"
)
ISSUED_TO = Text("صادرة باسم", "درا بە", "Issued to")
COURSE = Text("الدورة", "خول", "Course")
PATHWAY = Text("المسار التدريبي", "ڕێڕەوی ڕاهێنان", "Training pathway")
ISSUE_DATE = Text("تاريخ الإصدار", "بەرواری پێدان", "Issue date")
VALID_UNTIL = Text("صالحة لغاية", "کارایە تا", "Valid until")
CHECK_AT = Text("للتحقق", "بۆ پشتڕاستکردنەوە", "Check at")
SPECIMEN = Text("نموذج", "نموونە", "Specimen")


def printed_date(day: date) -> Text:
    """A day in words, with Western digits."""
    return Text(date_words(day, "ar"), date_words(day, "ckb"), date_words(day, "en"))


def printed_hours(hours: int) -> Text:
    """The online hours; Arabic counts one, two, 3 to 10 and the rest differently."""
    few = {1: "ساعة واحدة", 2: "ساعتان"}
    arabic = few.get(hours) or f"{hours} {'ساعات' if 3 <= hours % 100 <= 10 else 'ساعة'}"
    return Text(
        f"{arabic} عبر الإنترنت",
        f"{hours} کاتژمێر بە ئۆنلاین",
        f"{hours} hour{'' if hours == 1 else 's'} online",
    )


def printed_version(version: str) -> Text:
    """Which version of the course was completed."""
    return Text(f"النسخة {version}", f"وەشانی {version}", f"Version {version}")
