"""The language tables, one file each. Where two know a message equally well, the first wins."""

from conversations.detection.languages import (
    ar,
    de,
    en,
    es,
    fr,
    hi,
    it,
    ja,
    nl,
    pl,
    pt,
    ru,
    tr,
    vi,
    zh,
)

LANGUAGES = tuple(
    module.LANGUAGE for module in (en, de, fr, es, it, pt, pl, nl, vi, zh, ja, ar, hi, tr, ru)
)
