"""Legal forms in the names of organizations: how they are written, and which of them contradict each other.

Compiled for this project from common knowledge; registers of Azerbaijan, its neighbours and its partners first. A form
that is written in another language is the same form: MMC is ООО is LLC is Ltd.
"""

from collections.abc import Sequence
from functools import lru_cache
from re import compile as compile_pattern

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cim_graph.records.names import fold

UNSTATED = ""

_FORMS = {
    "limited": """
        MMC, məhdud məsuliyyətli cəmiyyət, məhdud məsuliyyətli cəmiyyəti, ООО, общество с ограниченной ответственностью,
        OOO, obshchestvo s ogranichennoy otvetstvennostyu, LLC, limited liability company, Ltd, Limited, Ltd Co, Co Ltd,
        company limited, Ltd Şti, limited şirketi, TOO, ТОО, товарищество с ограниченной ответственностью, ТОВ, TOV,
        товариство з обмеженою відповідальністю, MChJ, ШПП, GmbH, Gesellschaft mit beschränkter Haftung, gGmbH, mbH, UG,
        SARL, société à responsabilité limitée, SRL, società a responsabilità limitata, S L, SL, S L U, SLU,
        sociedad limitada, sociedad de responsabilidad limitada, societatea cu răspundere limitată, Lda, Ltda, limitada,
        BV, besloten vennootschap, BVBA, Sp zoo, Sp z oo, spółka z ograniczoną odpowiedzialnością, sro, spol sro, DOO,
        Kft, korlátolt felelősségű társaság, EOOD, OOD, ООД, ЕООД, OÜ, SIA, UAB, ApS, anpartsselskab, Oy, osakeyhtiö,
        Pty Ltd, Pty, Pte Ltd, Pte, Pvt Ltd, Private Limited, Sdn Bhd, FZE, FZCO, FZ LLC, WLL, EPE, KK ltd, Limitid,
        proprietary limited, PT, Perseroan Terbatas, DMCC
    """,
    "joint stock": """
        SC, səhmdar cəmiyyəti, səhmdar cəmiyyət, АО, AO, акционерное общество, JSC, joint stock company, stock company,
        AŞ, A Ş, anonim şirketi, AG, Aktiengesellschaft, SA, société anonyme, sociedad anónima, sociedade anônima, SpA,
        società per azioni, NV, naamloze vennootschap, AB, aktiebolag, ASA, A S, aktieselskab, Oyj, AD, АД, a.d., dd,
        Zrt, Nyrt, SE, Bhd, Tbk, KK, kabushiki kaisha, SAS, SAL, SAE, SAOG, S A de C V, SA de CV, SAB de CV, EAD
    """,
    "open joint stock": """
        ASC, açıq səhmdar cəmiyyəti, açıq tipli səhmdar cəmiyyəti, ОАО, OAO, открытое акционерное общество, OJSC,
        open joint stock company, ПАО, PAO, публичное акционерное общество, PJSC, public joint stock company, ATSC, PAT,
        plc, public limited company, PJS
    """,
    "closed joint stock": """
        QSC, qapalı səhmdar cəmiyyəti, qapalı tipli səhmdar cəmiyyəti, ЗАО, ZAO, закрытое акционерное общество, CJSC,
        closed joint stock company, private joint stock company, PrJSC, ПрАТ, НАО, непубличное акционерное общество
    """,
    "corporation": "Inc, Incorporated, Corp, Corporation, Корпорация, Korporasiya, Korporasiyası",
    "partnership": """
        LP, L P, limited partnership, LLP, limited liability partnership, KG, Kommanditgesellschaft, GmbH Co KG,
        GmbH and Co KG, AG and Co KG, OHG, SNC, KmtG, КТ, SCS, SCA, KD, komandit ortaqlığı, tam ortaqlıq
    """,
    "sole": "ИП, IP, индивидуальный предприниматель, fərdi sahibkar, FS, fiziki şəxs, sahibkar",
    "non-profit": "АНО, ANO, автономная некоммерческая организация, QHT, ictimai birliyi, ictimai birlik, e V, eV, ev",
    "state": """
        ФГУП, FGUP, ГУП, GUP, MUP, publik hüquqi şəxs, PHŞ, dövlət müəssisəsi, dövlət şirkəti, ГП, federal state unitary
        enterprise, state unitary enterprise
    """,
    UNSTATED: """
        company, Co, the company, şirkət, şirkəti, компания, kompaniya, kompaniyası, firması, firma, фирма, müəssisəsi,
        NA, N A, compagnie, cie, compañía, cia, şti
    """,
}
_CAN_BE = {
    "joint stock": {"open joint stock", "closed joint stock", "corporation"},
    "corporation": {"open joint stock", "closed joint stock"},
}
"""Forms that a register may write for others: JSC for an OJSC, Inc. for either."""
_LEAST_MISTYPED = 7
_MISTYPED = 2


_DOTTED = compile_pattern(r"(?<!\w)(?:\w\.\s?){1,}\w?(?!\w)")
_DOTS = compile_pattern(r"[.\s]+")


def without_dots(text: str) -> str:
    """Return a text with abbreviations of single letters written as words: `S.A.`, `o.o.`, `J. P. Morgan`."""
    return _DOTTED.sub(lambda match: f"{_DOTS.sub('', match[0])} ", text)


def _phrases(text: str) -> set[tuple[str, ...]]:
    """Return the folded words of a form; one of single letters is written as one word too."""
    words = tuple(fold(without_dots(text)).split())
    return {words, ("".join(words),)} if all(len(word) == 1 for word in words) else {words}


_CODES = {
    phrase: form
    for form, text in _FORMS.items()
    for one in " ".join(text.split()).split(",")
    for phrase in _phrases(one)
}
_LONGEST = max(map(len, _CODES))
_LONG_WORDS = sorted({phrase[0] for phrase in _CODES if len(phrase) == 1 and len(phrase[0]) >= _LEAST_MISTYPED})


@lru_cache(maxsize=65_536)
def _as_written(word: str) -> str:
    """Return a long word of a form where a word is that but for typing errors: Aktiengeselschaft."""
    if len(word) < _LEAST_MISTYPED:
        return word
    found = process.extractOne(word, _LONG_WORDS, scorer=OSA.distance, score_cutoff=_MISTYPED)
    return found[0] if found else word


def without_form(words: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Take legal forms from the ends of a name: return the other words, and the form, UNSTATED where there is none.

    Of several the first that says something counts, those at the end first: `Nanshan Group Co Ltd`, `ООО Банк Юг АО`. A
    name that is nothing but a form keeps its words.
    """
    rest = tuple(words)
    form = UNSTATED
    for at_end in (True, False):
        while (found := _at(rest, at_end=at_end)) and found[0] < len(rest):
            size, code = found
            rest = rest[:-size] if at_end else rest[size:]
            form = form or code
    return rest, form


def is_form(words: Sequence[str]) -> bool:
    """Whether words are nothing but a legal form: `MMC` names no company."""
    return tuple(words) in _CODES


def _at(words: Sequence[str], *, at_end: bool) -> tuple[int, str] | None:
    """Return the longest form at an end of a name, as so many words, and its name."""
    for size in range(min(_LONGEST, len(words)), 0, -1):
        some = tuple(words[-size:] if at_end else words[:size])
        code = _CODES.get(some, _CODES.get(tuple(map(_as_written, some))))
        if code is not None:
            return size, code
    return None


def forms_contradict(one: str, other: str) -> bool:
    """Whether two forms cannot be those of one organization."""
    if one == other or not one or not other:
        return False
    return other not in _CAN_BE.get(one, ()) and one not in _CAN_BE.get(other, ())
