from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
import segno
from pypdf import PdfReader

from lms.certification.documents import certificate_pdf
from lms.certification.documents.certificate import QR_SIDE
from lms.certification.documents.words import printed_date, printed_hours
from lms.certification.rules import PrintedName
from lms.core.pdf import MM, TextTooLong
from lms.core.text import LANGUAGES, Text
from tests.certification.paper import FACTS, NAME, SIXTY, facts, square_on
from tests.certification.squares import some_square

ROOT = Path(__file__).parents[2]


def text_of(pdf):
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("leading", LANGUAGES)
def test_a_reprint_is_the_same_paper(leading):
    wanted = facts(leading_language=leading)
    assert certificate_pdf(wanted) == certificate_pdf(wanted)


def test_another_process_prints_the_same_paper():
    script = (
        "import hashlib; from tests.certification.paper import FACTS;"
        "from lms.certification.documents import certificate_pdf;"
        "print(hashlib.sha256(certificate_pdf(FACTS)).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Baghdad"))
    }  # fmt: skip
    assert len(found) == 1


@pytest.mark.parametrize("leading", LANGUAGES)
def test_the_whole_of_a_sixty_character_name_is_on_the_page(leading):
    text = text_of(certificate_pdf(facts(leading_language=leading, name=SIXTY)))
    assert all(part in text for part in SIXTY.en.split())
    for part in ("عەبدولوەهاب", "عەبدولستار", "الستار", "المحسن"):
        assert part in text


def test_a_name_that_does_not_fit_two_lines_is_refused_whole():
    name = PrintedName(ar="عبد الرحمن المحسن " * 12)
    with pytest.raises(TextTooLong):
        certificate_pdf(facts(name=name))


def test_markup_in_a_name_is_printed_as_letters():
    text = text_of(certificate_pdf(facts(name=PrintedName(ar="علي", en="Ali <b>&amp;</b>"))))
    assert "Ali <b>&amp;</b>" in text


def test_a_script_without_a_name_leaves_the_arabic_one_in_its_place():
    pdf = certificate_pdf(facts(leading_language="en", name=PrintedName(ar="علي حسن كريم")))
    assert all(part in text_of(pdf) for part in ("علي", "حسن", "كريم"))


def test_no_name_is_in_the_metadata():
    reader = PdfReader(BytesIO(certificate_pdf(FACTS)))
    kept = " ".join(str(value) for value in reader.metadata.values())
    for line in (NAME.ar, NAME.ckb, NAME.en):
        assert not any(part in kept for part in line.split())


def test_no_name_is_in_the_file_uncompressed():
    pdf = certificate_pdf(FACTS)
    for line in (NAME.ar, NAME.ckb, NAME.en):
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            assert line.encode(encoding) not in pdf


def test_the_page_says_what_it_is_in_three_languages():
    text = text_of(certificate_pdf(FACTS))
    assert "Certificate of completion" in text
    assert "Blue policing: service, ethics and the code of conduct" in text
    for word in ("شهادة", "بڕوانامەی", "پۆلیسی", "المدنية"):
        assert word in text


def test_the_code_stands_grouped_on_a_line_of_its_own():
    assert "7K3M-9QX2-TB5D-4" in text_of(certificate_pdf(FACTS)).splitlines()


@pytest.mark.parametrize("word", ["Specimen", "نموذج", "نموونە"])
def test_only_a_demonstration_prints_specimen(word):
    assert word in text_of(certificate_pdf(facts(is_specimen=True)))
    assert word not in text_of(certificate_pdf(FACTS))


def test_dates_are_in_the_three_forms():
    assert printed_date(FACTS.issued_on) == Text(
        "24 تشرين الثاني 2026", "24ی تشرینی دووەمی 2026", "24 November 2026"
    )


@pytest.mark.parametrize(
    ("hours", "arabic"),
    [(1, "ساعة واحدة"), (2, "ساعتان"), (5, "5 ساعات"), (11, "11 ساعة"), (103, "103 ساعات")],
)
def test_hours_are_counted_as_arabic_counts(hours, arabic):
    assert printed_hours(hours).ar.startswith(arabic + " ")


@pytest.mark.skipif(
    not (shutil.which("pdftoppm") and shutil.which("zbarimg")),
    reason="pdftoppm and zbarimg are not installed",
)
@pytest.mark.parametrize("leading", LANGUAGES)
def test_a_phone_reads_the_square(leading, tmp_path):
    wanted = facts(leading_language=leading, is_specimen=True, square=some_square())
    address = f"https://training.example.org/verify/7K3M9QX2TB5D4#{some_square()}"
    assert square_on(certificate_pdf(wanted), tmp_path) == address


@pytest.mark.parametrize("host", ["training.example.org", "certificates.training.moi.gov.example"])
def test_the_square_is_large_enough_for_a_phone(host):
    given = facts(public_url=f"https://{host}", square=some_square())
    modules = segno.make(given.verify_url, error="m", micro=False, boost_error=False)
    millimetres = QR_SIDE / MM
    assert millimetres >= 25
    assert millimetres / modules.symbol_size(border=0)[0] >= 0.33
