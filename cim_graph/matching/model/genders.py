"""Genders in the words of the region's forms."""

_WORDS = {
    "male": "m man male mr kişi kisi erkək erkek oğlan мужской мужчина муж м",
    "female": "f w woman female mrs ms qadın qadin kadın kadin qız женский женщина жен ж",
}
_GENDERS = {word: gender for gender, words in _WORDS.items() for word in words.split()}


def gender(text: str | None) -> str | None:
    """Return `male` or `female`; nothing for what says neither."""
    return _GENDERS.get(text.strip().rstrip(".").lower()) if text else None
