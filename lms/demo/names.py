"""Invented people: common given names, no surname, nothing that tells an origin."""

from __future__ import annotations

from lms.accounts.rules import Names

WOMEN = (
    ("سارة", "سارا", "Sara"), ("نور", "نوور", "Noor"), ("هالة", "هالە", "Hala"),
    ("ريم", "ڕیم", "Reem"), ("دعاء", "دوعا", "Duaa"), ("مها", "مەها", "Maha"),
    ("شيرين", "شیرین", "Shirin"), ("روژين", "ڕۆژین", "Rozhin"), ("هدى", "هودا", "Huda"),
    ("لانا", "لانە", "Lana"), ("آية", "ئایە", "Aya"), ("زهراء", "زەهرا", "Zahra"),
)  # fmt: skip
MEN = (
    ("كريم", "کەریم", "Karim"), ("آدم", "ئادەم", "Adam"), ("سامر", "سامر", "Samir"),
    ("يوسف", "یوسف", "Yousif"), ("آزاد", "ئازاد", "Azad"), ("هيوا", "هیوا", "Hiwa"),
    ("حسن", "حەسەن", "Hasan"), ("سالم", "سالم", "Salim"), ("دلير", "دلێر", "Dler"),
    ("رامي", "ڕامی", "Rami"), ("نوري", "نووری", "Nuri"), ("جمال", "جەمال", "Jamal"),
)  # fmt: skip


def invented(number: int) -> tuple[Names, str]:
    """The names of the person of this number, and the form of address: women and men in turn."""
    is_woman = number % 2 == 0
    first = (WOMEN if is_woman else MEN)[number // 2 % 12]
    turn = number // 24  # the women's and the men's names have been through once more
    father, grandfather = MEN[(number * 5 + 3 + turn) % 12], MEN[(number * 7 + 8 + turn) % 12]
    parts = (first, father, grandfather)
    names = Names(
        ar=tuple(part[0] for part in parts),
        ckb=tuple(part[1] for part in parts),
        en=" ".join(part[2] for part in parts),
    )
    return names, "feminine" if is_woman else "masculine"
