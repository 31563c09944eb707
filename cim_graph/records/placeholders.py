"""What is written into a field that must not be empty: it names nobody, and would tie everybody to everybody."""

from re import IGNORECASE
from re import compile as compile_pattern

_LONGEST = 500
_LONGEST_WORDS = 40
_LEAST_LOCAL_PART = 3
_NUMBERS = compile_pattern(
    r"[\W_0]*|[\W_]*(\d)(?:[\W_]*\1){4,}[\W_]*|9{3,}|1234567(?:8(?:90?)?)?|\d(?:[.,]\d+)?[Ee][+]\d+"
)
"""Nothing but zeros and signs; one digit five times or more; nines; a run along the keyboard; what a spreadsheet made
of a long number: `9,94501E+11` stands for a million numbers."""
_WORDS = """
yoxdur|yoxdu|yox|naməlum|nəməlum|namalum|məlum deyil|bilinmir|məlumat yoxdur|qeyd olunmayıb|qeyd edilməyib|göstərilməyib
daxil edilməyib|mövcud deyil|nömrə yoxdur|nomer yoxdur|ünvan yoxdur|telefon yoxdur|sənəd yoxdur|fin yoxdur|vöen yoxdur
yok|bilinmiyor|belirtilmemiş|belirsiz|mevcut değil|bilgi yok|girilmemiş|tanımsız
нет|неизвестно|не известно|неизвестен|неизвестна|неизвестный|не указано|не указан|не указана|не указаны|отсутствует
нет данных|нет информации|не имеется|не определено|не определен|не заполнено|не применимо|н д|б н
без номера|тест|х|хх|ххх
n a|na|none|null|nil|nan|undefined|unknown|not known|not available|not applicable|not provided|not specified|not given
not stated|no data|no information|no name|no phone|no email|noemail|no mail|nomail|empty|blank|missing|tbd|tba|test
dummy|x|xx|xxx|xxxx|xxxxx
"""
_NOBODY = """
müştəri|naməlum şəxs|adsız|anonim|ad soyad|soyad|customer|client|anonymous|unnamed|noname|fnu|lnu|first name|last name
name|surname|full name|firstname|lastname|test user|walk in|клиент|имя|фамилия|имя фамилия|без имени|без фамилии|аноним
неизвестное лицо|физлицо|физическое лицо|şəxs|fiziki şəxs|müştəri adı|isimsiz|şahıs
"""
"""What is written for a name; before the @ of an address it may be an office's."""
_PLAIN = str.maketrans("əƏıIİşŞçÇğĞöÖüÜ", "eeiiissccggoouu", "\u0307")
"""Diacritics are often left out; dotted and dotless i are one, since case is often changed by the rules of another
language: İ becomes i and a combining dot then."""
_NOT_WORD = compile_pattern(r"[\W_]+")


def _plain(text: str) -> str:
    return _NOT_WORD.sub(" ", text.translate(_PLAIN).casefold()).strip()


def _listed(lines: str) -> frozenset[str]:
    return frozenset(_plain(words) for line in lines.split("\n") for words in line.split("|") if words)


_PLACEHOLDERS = _listed(_WORDS)
_NAMELESS = _PLACEHOLDERS | _listed(_NOBODY)
_BEGINNING = 3
_BEGINNINGS = frozenset(words[:_BEGINNING] for words in _NAMELESS)
_ONE_LETTER = compile_pattern(r"(.)\1{4,}\s*$", flags=IGNORECASE)
"""One letter five times or more, and nothing else: AAAAAAA has the form of a FIN."""
_LEAST_REPEATED = 3
"""Letters of a word that stands for nothing among others, too: Na Li is somebody."""
_IDLE_PHONE = compile_pattern(r"\d*?(?:(\d)\1{6}|1234567|7654321|0123456)")
_FIRST = compile_pattern(r"[^\W_]")


def is_placeholder(text: str) -> bool:
    """Whether a value only fills a field: `-`, `YOXDUR`, `n.a.`, `0000000`, `AAAAA`, `none@none.com`, `Test Test`.

    Nearly all values show by their first letters that they are none.
    """
    if len(text) > _LONGEST:
        return False
    first = _FIRST.search(text)
    if first is None:
        return True
    if first[0].isdigit():
        return _NUMBERS.fullmatch(text.strip()) is not None
    if _ONE_LETTER.match(text, first.start()):
        return True
    beginning = text[first.start() : first.start() + _BEGINNING]
    if beginning.isalpha() and beginning.translate(_PLAIN).casefold() not in _BEGINNINGS:
        return False
    return len(text) <= _LONGEST_WORDS and _stands_for_nothing(text)


def _stands_for_nothing(text: str) -> bool:
    words, at, _ = text.partition("@")
    plain = _plain(words)
    if at:
        return plain in _PLACEHOLDERS and len(words) >= _LEAST_LOCAL_PART
    return plain in _NAMELESS or all(
        word in _NAMELESS and (len(word) >= _LEAST_REPEATED or set(word) == {"x"}) for word in plain.split()
    )


def is_idle_phone(digits: str) -> bool:
    """Whether the seven digits of a subscriber were typed for the sake of the field: 000 00 00, 123 45 67.

    Such a number can be dialled, and some are sold as easy to remember, so that it stays a contact of its party.
    """
    return _IDLE_PHONE.fullmatch(digits) is not None


_NO_ANSWER = frozenset({"noreply", "donotreply", "noanswer", "neotvechat"})


def is_unread(address: str) -> bool:
    """Whether nobody reads what comes to an address: `no-reply@`."""
    return _NOT_WORD.sub("", address.lower().partition("@")[0]) in _NO_ANSWER


def says_twice(address: str) -> bool:
    """Whether an address says twice the same (`abc@abc.com`): it fills a field, or is a company's own."""
    user, _, domain = address.lower().partition("@")
    return user == domain.partition(".")[0]
