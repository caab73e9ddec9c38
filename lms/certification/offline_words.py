"""What the offline verifier says, in all three languages at once. Awaits a native reviewer.

Where the page of the network says the same, its own sentence is taken.
"""

from __future__ import annotations

from lms.certification.verdicts import SPECIMEN, WORDS, Verdict
from lms.core.speech import catalogue
from lms.core.text import Text

OWN = {
    "title": Text(
        "التحقق من شهادة من دون شبكة",
        "پشتڕاستکردنەوەی بڕوانامە بێ تۆڕ",
        "Verify a certificate without a network",
    ),
    "lede": Text(
        "تبيّن الإجابة هل الورقة صادرة حقاً عن جهة الإصدار. لا يغادر هذا الجهاز شيء مما يُدخل هنا.",
        "وەڵامەکە دەڵێت ئایا کاغەزەکە بەڕاستی لە لایەنی پێدەرەوەیە. هیچ شتێک لەوەی لێرە دەنووسرێت "
        "لەم ئامێرە ناچێتە دەرەوە.",
        "The answer says whether the paper really comes from the issuer. Nothing that you enter "
        "here leaves this device.",
    ),
    "paper": Text("المربع على الورقة", "چوارگۆشەکەی سەر کاغەزەکە", "The square on the paper"),
    "another": Text("التحقق من ورقة أخرى", "پشتڕاستکردنەوەی کاغەزێکی تر", "Check another paper"),
    "square": Text(
        "العنوان الكامل المكتوب في المربع",
        "ناونیشانە تەواوەکەی ناو چوارگۆشەکە",
        "The whole address in the square",
    ),
    "square_hint": Text(
        "يُقرأ المربع بأي تطبيق كاميرا، ثم يُنسخ العنوان كاملاً ويُلصق هنا.",
        "چوارگۆشەکە بە هەر بەرنامەیەکی کامێرا بخوێننەوە، ناونیشانەکە بە تەواوی کۆپی بکەن و لێرە "
        "دایبنێن.",
        "Read the square with any camera app, copy the whole address and paste it here.",
    ),
    "check": Text("التحقق", "پشتڕاستکردنەوە", "Verify"),
    "scan": Text("القراءة بالكاميرا", "خوێندنەوە بە کامێرا", "Read with the camera"),
    "stop": Text("إيقاف الكاميرا", "وەستاندنی کامێرا", "Stop the camera"),
    "picture": Text(
        "اختيار صورة للمربع", "هەڵبژاردنی وێنەی چوارگۆشەکە", "Choose a picture of the square"
    ),
    "no_square": Text(
        "تعذرت قراءة مربع في هذه الصورة.",
        "لەم وێنەیەدا هیچ چوارگۆشەیەک نەخوێندرایەوە.",
        "No square could be read in this picture.",
    ),
    "no_camera": Text(
        "تعذر فتح الكاميرا. يمكن لصق العنوان بدلاً من ذلك.",
        "کامێراکە نەکرایەوە. لەبری ئەوە ناونیشانەکە دابنێن.",
        "The camera could not be opened. Paste the address instead.",
    ),
    "unsigned": Text(
        "غير مؤكدة: ليس هذا توقيع جهة الإصدار",
        "پشتڕاست نەکراوە: ئەمە واژۆی لایەنی پێدەر نییە",
        "Not confirmed: this is not the issuer’s signature",
    ),
    "unsigned_lede": Text(
        "غُيّر ما في المربع، أو نُسخ ناقصاً، أو لم تضعه جهة الإصدار. تُعامل الورقة على أنها غير "
        "مؤكدة، وتُراجع جهة الإصدار.",
        "ئەوەی لە چوارگۆشەکەدایە گۆڕدراوە، یان بە ناتەواوی کۆپی کراوە، یان لایەنی پێدەر داینەناوە. "
        "کاغەزەکە بە پشتڕاستنەکراوە دابنێن و پرس بە لایەنی پێدەر بکەن.",
        "What is in the square was altered, copied in part, or not made by the issuer. Treat the "
        "paper as not confirmed and ask the issuer.",
    ),
    "distrusted": Text(
        "غير مؤكدة: لم يعد مفتاحها موثوقاً",
        "پشتڕاست نەکراوە: متمانە بە کلیلەکەی نەماوە",
        "Not confirmed: its key is no longer trusted",
    ),
    "distrusted_lede": Text(
        "قد يكون المفتاح الذي وُقّعت به في يد غير جهة الإصدار. يرجى مراجعة جهة الإصدار.",
        "لەوانەیە ئەو کلیلەی پێی واژۆ کراوە لای کەسێکی تر بێت. تکایە پرس بە لایەنی پێدەر بکەن.",
        "Somebody else may hold the key that signed it. Please ask the issuer.",
    ),
    "newer": Text(
        "لا يعرف هذا الملف هذه الشهادة بعد",
        "ئەم فایلە هێشتا ئەم بڕوانامەیە ناناسێت",
        "This file does not know this certificate yet",
    ),
    "newer_lede": Text(
        "وُقّعت بمفتاح أو بصيغة أحدث من هذا الملف. يُستعمل ملف أحدث، أو يُتحقق عبر الشبكة.",
        "بە کلیلێک یان شێوەیەک واژۆ کراوە کە لەم فایلە نوێترە. فایلێکی نوێتر بەکاربهێنن، یان لە "
        "ڕێگەی تۆڕەوە پشتڕاستی بکەنەوە.",
        "It was signed with a key or in a form newer than this file. Use a newer file, or verify "
        "it over the network.",
    ),
    "bare": Text(
        "لا توقيع في هذا المربع",
        "لەم چوارگۆشەیەدا واژۆ نییە",
        "There is no signature in this square",
    ),
    "bare_lede": Text(
        "نُسخ العنوان ناقصاً، أو صدرت الشهادة قبل أن تحمل المربعات توقيعاً. يُفتح العنوان حين تتوفر "
        "الشبكة.",
        "ناونیشانەکە بە ناتەواوی کۆپی کراوە، یان بڕوانامەکە پێش ئەوە دراوە کە چوارگۆشەکان واژۆیان "
        "تێدا بێت. کاتێک تۆڕ هەیە ناونیشانەکە بکەنەوە.",
        "The address was copied in part, or the certificate is older than signed squares. Open the "
        "address when there is a network.",
    ),
    "unreadable": Text(
        "ليس هذا مربع شهادة",
        "ئەمە چوارگۆشەی بڕوانامە نییە",
        "This is not the square of a certificate",
    ),
    "unreadable_lede": Text(
        "يُنسخ العنوان كاملاً حتى آخر حرف.",
        "ناونیشانەکە بە تەواوی تا دوا پیت کۆپی بکەن.",
        "Copy the whole address, to its last letter.",
    ),
    "suspended_lede": Text(
        "كانت موقوفة مؤقتاً يوم إعداد هذا الملف، ولا يُعتد بها حالياً.",
        "لە ڕۆژی ئەم فایلەدا هەڵپەسێردرابوو و ئێستا کارا نییە.",
        "It was suspended on the day of this file and does not count for now.",
    ),
    "superseded_lede": Text(
        "حلّت محلها شهادة أحدث قبل إعداد هذا الملف، ويُعتد بالأحدث.",
        "پێش ئەم فایلە بڕوانامەیەکی نوێتر جێگەی گرتووەتەوە؛ نوێترەکە کارایە.",
        "It was replaced before this file was made; the newer certificate counts.",
    ),
    "revoked_lede": Text(
        "أُلغيت قبل إعداد هذا الملف ولم تعد صالحة.",
        "پێش ئەم فایلە هەڵوەشێنرایەوە و ئیتر کارا نییە.",
        "It was revoked before this file was made and is no longer valid.",
    ),
    "elsewhere": Text(
        "العنوان في المربع ليس عنوان جهة الإصدار. يرجى عدم فتحه.",
        "ناونیشانی ناو چوارگۆشەکە هی لایەنی پێدەر نییە. تکایە مەیکەنەوە.",
        "The address in the square is not the issuer’s. Do not open it.",
    ),
    "untitled": Text(
        "%(code)s، أحدث من هذا الملف",
        "%(code)s، لەم فایلە نوێترە",
        "%(code)s, newer than this file",
    ),
    "until": Text(
        "يعرف هذا الملف ما تقرر حتى %(date)s. ما أُلغي أو عُلّق بعد ذلك غير معروف هنا.",
        "ئەم فایلە ئەوە دەزانێت کە تا %(date)s بڕیاری لەسەر دراوە. ئەوەی دوای ئەوە "
        "هەڵوەشێنراوەتەوە یان هەڵپەسێردراوە لێرە نازانرێت.",
        "This file knows what was decided until %(date)s. What was revoked or suspended after that "
        "is not known here.",
    ),
    "old": Text(
        "مضى على هذا الملف أكثر من 30 يوماً. يُنزَّل ملف أحدث قبل الاعتماد عليه.",
        "ئەم فایلە لە 30 ڕۆژ کۆنترە. پێش ئەوەی پشتی پێ ببەستن، فایلێکی نوێتر دابگرن.",
        "This file is older than 30 days. Get a newer one before you rely on it.",
    ),
    "clock": Text(
        "ساعة هذا الجهاز متأخرة عن يوم إعداد الملف.",
        "کاتژمێری ئەم ئامێرە لە ڕۆژی فایلەکە دواکەوتووە.",
        "The clock of this device is behind the day of this file.",
    ),
    "name_comparing": Text(
        "تجري المطابقة. تستغرق بضع ثوانٍ.",
        "بەراورد دەکرێت. چەند چرکەیەک دەخایەنێت.",
        "Comparing. It takes some seconds.",
    ),
    "about": Text("عن هذا الملف", "دەربارەی ئەم فایلە", "About this file"),
    "taken": Text("يوم إعداده", "ڕۆژی ئامادەکردنی", "Made on"),
    "newer_file": Text("ملف أحدث", "فایلێکی نوێتر", "A newer file"),
    "noscript": Text(
        "يحتاج هذا الملف إلى JavaScript.",
        "ئەم فایلە پێویستی بە JavaScript هەیە.",
        "This file needs JavaScript.",
    ),
}
OF_THE_PAGES = {
    "brand": "Police training",
    "skip": "Skip to the content",
    "language": "Language:",
    "demonstration": "Demonstration: every person, result and certificate here is invented.",
    "certifies_nothing": "A demonstration issued it: it certifies nothing.",
    "valid_lede": "Compare these lines with the paper in front of you.",
    "expired_lede": "It expired after %(date)s. Until then it was valid.",
    "code": "Verification code",
    "pathway": "Pathway",
    "course": "Course",
    "version": "Version",
    "hours": "Hours online",
    "month": "Month of issue",
    "valid_until": "Valid until",
    "no_end": "No end date",
    "issuer": "Issuer",
    "match": "Is the name on the paper the registered one?",
    "name_match": "Yes: the name you typed is printed on this certificate.",
    "name_no_match": (
        "No: the name you typed is not on this certificate."
        " Please compare the spelling with the paper."
    ),
    "name": "The name as printed on the certificate",
    "name_hint": "The whole line, in one of its scripts. What you type here is not kept.",
    "compare": "Compare the name",
    "holder": "Is this your certificate?",
    "review": "You can ask the training coordinator for a review within 30 days.",
    "keys": "Keys",
    "key": "Key %(number)s",
    "key_distrusted": "Not trusted since %(date)s",
    "key_retired": "In use until %(date)s. What it signed stays valid.",
    "key_in_use": "In use since %(date)s",
}
VERDICTS: tuple[Verdict, ...] = ("valid", "expired", "suspended", "superseded", "revoked")


def offline_words() -> dict[str, Text]:
    """Every sentence of the file by the name that its script calls it."""
    pages = {name: of_the_pages(sentence) for name, sentence in OF_THE_PAGES.items()}
    verdicts = {str(name): WORDS[name] for name in VERDICTS}
    return {**OWN, **pages, **verdicts, "specimen": SPECIMEN}


def of_the_pages(sentence: str) -> Text:
    """A sentence of the pages as their catalogues have it."""
    return Text(catalogue("ar").gettext(sentence), catalogue("ckb").gettext(sentence), sentence)
