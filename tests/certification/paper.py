"""Facts of certificates as the tests print them."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date

from lms.certification.rules import ISSUER, CertificateFacts, CourseFacts, PrintedName
from lms.core.text import Text

NAME = PrintedName(
    ar="نور عبد الكريم حسن", ckb="نوور عەبدولکەریم حەسەن", en="Noor Abdul-Kareem Hasan"
)
SIXTY = PrintedName(
    ar="عبد الرحمن عبد المحسن عبد الكريم عبد الوهاب عبد الله عبد الستار",
    ckb="ڕێبوار گوڵاڵە هێمن ڤیان عەبدولکەریم عەبدولوەهاب عەبدولستار",
    en="Abdulrahman Abdulmuhsin Abdulkareem Abdulwahhab Abdulsattar",
)
COURSE = CourseFacts(
    key="c01-blue-policing",
    version="1.0.0",
    title=Text(
        "الشرطة المدنية: الخدمة والأخلاقيات ومدونة السلوك",
        "پۆلیسی مەدەنی: خزمەتگوزاری، ئاکار و ڕێساکانی ڕەفتار",
        "Blue policing: service, ethics and the code of conduct",
    ),
    hours=5,
    posts=(
        Text("رئاسة قسم التدريب", "سەرۆکی بەشی ڕاهێنان", "Head of training"),
        Text("تنسيق الدورة", "ڕێکخەری خول", "Course coordinator"),
    ),
    issuer=ISSUER,
)
FACTS = CertificateFacts(
    code="7K3M9QX2TB5D4",
    leading_language="ar",
    name=NAME,
    course=COURSE,
    issued_on=date(2026, 11, 24),
    valid_until=date(2029, 11, 23),
    public_url="https://training.example.org",
)


def facts(**changes):
    return replace(FACTS, **changes)


def square_on(pdf, folder, *, dots_an_inch=200):
    """What the QR code on a page says, as zbarimg reads it from the page's image."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(dots_an_inch), "-png", "-singlefile", folder / "paper.pdf",
         folder / "paper"], check=True,
    )  # fmt: skip
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", folder / "paper.png"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return read.stdout.strip()
