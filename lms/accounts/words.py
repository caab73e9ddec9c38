"""Four offered words: a passphrase that is easy to remember in one's own language."""

from __future__ import annotations

import secrets

from lms.core.text import Language

# Plain nouns of daily life, without people, places or belief. About 6.6 bits each would be too
# few for a stranger's guess alone: sign-in is throttled, and the words are only an offer.
WORDS: dict[Language, tuple[str, ...]] = {
    "ar": tuple(
        "نهر جسر شجرة باب قلم كتاب ساعة غيمة مطر شمس قمر نجمة بحر جبل وادي زهرة تفاحة برتقالة رمان"
        " تمر خبز ماء شاي سكر ملح زيت كرسي طاولة نافذة مفتاح حقيبة حذاء قميص خيط إبرة مرآة مصباح"
        " شمعة سجادة وسادة قطار سفينة دراجة طريق حديقة سوق دكان مدرسة مكتبة ملعب كرة صورة لون أزرق"
        " أخضر أبيض أصفر ربيع صيف خريف شتاء صباح مساء ظهر أسبوع شهر عصفور حمامة فراشة نحلة سمكة"
        " غزال حصان بستان نخلة حقل قمح عنب تين زيتون ليمون جرس طبل عود رسالة ورقة صندوق سلم حبل"
        " مظلة نظارة ملعقة صحن فنجان إبريق".split()
    ),
    "ckb": tuple(
        "ڕووبار پرد دار دەرگا پێنووس کتێب کاتژمێر هەور باران خۆر مانگ ئەستێرە دەریا چیا دۆڵ گوڵ سێو"
        " پرتەقاڵ هەنار خورما نان ئاو چا شەکر خوێ ڕۆن کورسی مێز پەنجەرە کلیل جانتا پێڵاو کراس دەزوو"
        " دەرزی ئاوێنە چرا مۆم فەرش سەرین شەمەندەفەر کەشتی پاسکیل ڕێگا باخچە بازاڕ دوکان قوتابخانە"
        " کتێبخانە یاریگا تۆپ وێنە ڕەنگ شین سەوز سپی زەرد بەهار هاوین پاییز زستان بەیانی ئێوارە"
        " نیوەڕۆ هەفتە چۆلەکە کۆتر پەپوولە هەنگ ماسی ئاسک ئەسپ باخ دارخورما کێڵگە گەنم ترێ هەنجیر"
        " زەیتوون لیمۆ زەنگ تەپڵ نامە پەڕە سندوق پەیژە پەت چەتر چاویلکە کەوچک دەوری پیاڵە".split()
    ),
    "en": tuple(
        "river bridge tree door pencil book clock cloud rain sun moon star sea hill valley flower"
        " apple orange bread water tea sugar salt oil chair table window key bag shoe shirt thread"
        " needle mirror lamp candle carpet pillow train ship bicycle road garden market shop school"
        " library ball picture colour blue green white yellow spring summer autumn winter morning"
        " evening noon week month sparrow dove butterfly bee fish horse orchard palm field wheat"
        " grape fig olive lemon bell drum letter paper box ladder rope umbrella glasses spoon plate"
        " cup kettle".split()
    ),
}


def offered_words(language: Language, count: int = 4) -> str:
    """`count` words at random, with spaces between them."""
    return " ".join(secrets.choice(WORDS[language]) for _ in range(count))
