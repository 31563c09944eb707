import pytest

from cim_graph.synthetic.dice import Dice
from cim_graph.synthetic.lexicon import lexicon
from cim_graph.synthetic.script import WRITERS, Script, title
from cim_graph.synthetic.variants import typing_error

# Language, as in the papers, in English documents, on a plain keyboard, in Russian documents.
SPELLINGS = [
    ("az", "Məmmədova Leyla Həsən qızı", "Mammadova Leyla Hasan gizi", "Memmedova Leyla Hesen qizi"),
    ("az", "Cəfərov", "Jafarov", "Ceferov"),
    ("az", "Şıxəliyev Oğuz", "Shikhaliyev Oghuz", "Sixeliyev Oguz"),
    ("az", "İsmayılov", "Ismayilov", "Ismayilov"),
    ("az", "Qüdrət Çingiz oğlu", "Gudrat Chingiz oghlu", "Qudret Cingiz oglu"),
    ("ru", "Чернышёв Юрий Ильич", "Chernyshev Yuriy Ilich", "Chernyshev Yuriy Ilich"),
    ("ru", "Щукина Ксения", "Shchukina Kseniya", "Shchukina Kseniya"),
    ("tr", "Çelik Can", "Celik Can", "Celik Can"),
    ("en", "Charles Quinn", "Charles Quinn", "Charles Quinn"),
]
CYRILLIC = [
    ("az", "Əliyev Əli Yusif oğlu", "Алиев Али Юсиф оглы"),
    ("az", "Cavadova Yaqut", "Джавадова Ягут"),
    ("ru", "Щукина", "Щукина"),
    ("en", "Quinn", "Quinn"),
]


@pytest.mark.parametrize(("tongue", "own", "english", "bare"), SPELLINGS)
def test_a_name_in_latin_letters(tongue: str, own: str, english: str, bare: str) -> None:
    assert WRITERS[tongue][Script.ENGLISH](own) == english
    assert WRITERS[tongue][Script.BARE](own) == bare
    assert WRITERS[tongue][Script.OWN](own) == own


@pytest.mark.parametrize(("tongue", "own", "cyrillic"), CYRILLIC)
def test_a_name_in_russian_letters(tongue: str, own: str, cyrillic: str) -> None:
    assert WRITERS[tongue][Script.CYRILLIC](own) == cyrillic


@pytest.mark.parametrize(("text", "expected"), [("İSTİQLALİYYƏT", "İstiqlaliyyət"), ("NƏRİMAN ışıq", "Nəriman Işıq")])
def test_titles_keep_the_two_letters_i(text: str, expected: str) -> None:
    assert title(text) == expected


def test_a_typing_error_changes_a_word_a_little() -> None:
    dice = Dice("typing")
    for _ in range(200):
        wrong = typing_error(dice, "Məmmədov")
        assert wrong[0] == "M"
        assert abs(len(wrong) - 8) <= 1
    assert typing_error(dice, "Əli") == "Əli"


def test_word_lists_hold_names_and_nothing_else() -> None:
    words = lexicon()
    for tongue, names in words.names.items():
        every = [*names.male, *names.female, *(family for pair in names.families for family in pair)]
        odd = [name for name in every if not name.replace("-", "").replace(" ", "").replace("'", "").isalpha()]
        assert (tongue, odd) == (tongue, [])
        assert min(len(names.male), len(names.female), len(names.families)) > 50
    assert all(street == street.strip() and street for street in words.streets)


@pytest.mark.parametrize(
    ("tongue", "father", "son", "daughter"),
    [
        ("az", "Həsən", "Həsən oğlu", "Həsən qızı"),
        ("ru", "Иван", "Иванович", "Ивановна"),
        ("ru", "Сергей", "Сергеевич", "Сергеевна"),
        ("ru", "Игорь", "Игоревич", "Игоревна"),
        ("ru", "Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("ru", "Василий", "Васильевич", "Васильевна"),
        ("ru", "Лев", "Львович", "Львовна"),
    ],
)
def test_patronymics(tongue: str, father: str, son: str, daughter: str) -> None:
    assert lexicon().names[tongue].patronymics[father] == (son, daughter)
