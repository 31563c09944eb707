"""Given names and families of Azerbaijan, with their Russian forms, for the benchmark of names.

Written down for this project from common knowledge: no list of anybody's was taken over. Each entry is the Azerbaijani
form and the one that Russian documents of the country use.
"""

MEN = """
Əli Али|Vəli Вели|Həsən Гасан|Hüseyn Гусейн|Məmməd Мамед|Əhməd Ахмед|İbrahim Ибрагим|İsmayıl Исмаил|Yusif Юсиф
Mustafa Мустафа|Murad Мурад|Rəşad Рашад|Elçin Эльчин|Elşən Эльшан|Elnur Эльнур|Elxan Эльхан|Eldar Эльдар
Vüqar Вугар|Vüsal Вусал|Vaqif Вагиф|Rauf Рауф|Rafiq Рафик|Ramiz Рамиз|Ramil Рамиль|Ruslan Руслан|Rüstəm Рустам
Rövşən Ровшан|Fərid Фарид|Fərhad Фархад|Fuad Фуад|Fikrət Фикрет|Tural Турал|Tofiq Тофик|Tahir Таир|Teymur Теймур
Natiq Натик|Namiq Намик|Nazim Назим|Nizami Низами|Nicat Ниджат|Orxan Орхан|Oqtay Октай|Pərviz Парвиз|Polad Полад
Qasım Гасым|Qurban Гурбан|Qədir Гадир|Zahir Захир|Zakir Закир|Zaur Заур|Cavid Джавид|Cavad Джавад|Cəfər Джафар
Cəmil Джамиль|Kamal Кямал|Kamran Кямран|Kərim Керим|Xəlil Халил|Xalid Халид|Heydər Гейдар|Hikmət Хикмет
Həmid Гамид|İlham Ильхам|İlqar Ильгар|İlkin Илькин|İlyas Ильяс|Sabir Сабир|Samir Самир|Səməd Самед|Səid Саид
Süleyman Сулейман|Şamil Шамиль|Şahin Шахин|Şükür Шукюр|Əkbər Акпер|Ələkbər Алекпер|Əsgər Аскер|Əziz Азиз
Ülvi Ульви|Anar Анар|Araz Араз|Asif Асиф|Azər Азер|Aqil Агиль|Bəhruz Бахруз|Bayram Байрам|Emin Эмин|Etibar Этибар
Mahir Махир|Məhərrəm Магеррам|Mehdi Мехти|Mübariz Мубариз|Musa Муса|İsa Иса|Nurlan Нурлан|Tərlan Тарлан
"""
WOMEN = """
Leyla Лейла|Nigar Нигяр|Nərgiz Наргиз|Aygün Айгюн|Aynur Айнур|Aysel Айсель|Aytən Айтен|Günel Гюнель|Günay Гюнай
Gülnarə Гюльнара|Gülşən Гюльшан|Gülər Гюлер|Sevinc Севиндж|Sevda Севда|Sevil Севиль|Səbinə Сабина|Səmayə Самая
Şəhla Шахла|Şəfəq Шафаг|Fatimə Фатима|Fidan Фидан|Firuzə Фируза|Zəhra Захра|Zeynəb Зейнаб|Zümrüd Зумруд
Xədicə Хадиджа|Xalidə Халида|Xumar Хумар|Könül Кёнуль|Kəmalə Кямаля|Kifayət Кифаят|Lalə Лала|Lamiyə Ламия
Məryəm Марьям|Mələk Мелек|Mehriban Мехрибан|Nailə Наиля|Nuranə Нурана|Ofelya Офелия|Pərvanə Парвана|Rəna Рена
Rüxsarə Рухсара|Ruhəngiz Рухангиз|Tahirə Таира|Tamella Тамелла|Turanə Турана|Ülkər Улькер|Vüsalə Вусала
Vəfa Вафа|Yeganə Егана|Elmirə Эльмира|Elnarə Эльнара|Esmira Эсмира|Əsmər Асмер|Dilarə Диляра|Çinarə Чинара
Cəmilə Джамиля|Həcər Хаджар|Həqiqət Хагигат|İradə Ирада|İlahə Илаха|Jalə Жаля|Afaq Афаг|Arzu Арзу|Bahar Бахар
"""
FAMILIES = """
Əli:yev Али:ев|Vəli:yev Вели:ев|Həsən:ov Гасан:ов|Hüseyn:ov Гусейн:ов|Məmməd:ov Мамед:ов|Əhməd:ov Ахмед:ов
İbrahim:ov Ибрагим:ов|İsmayıl:ov Исмаил:ов|Quli:yev Кули:ев|Cəfər:ov Джафар:ов|Kərim:ov Керим:ов|Xəlil:ov Халил:ов
Rəhim:ov Рагим:ов|Rüstəm:ov Рустам:ов|Abdulla:yev Абдулла:ев|Baba:yev Баба:ев|Bayram:ov Байрам:ов|Hacı:yev Гаджи:ев
Həmid:ov Гамид:ов|Heydər:ov Гейдар:ов|Qasım:ov Касум:ов|Qurban:ov Курбан:ов|Mirzə:yev Мирзо:ев|Musa:yev Муса:ев
Mustafa:yev Мустафа:ев|Nağı:yev Наги:ев|Nəcəf:ov Наджаф:ов|Novruz:ov Новруз:ов|Orucəli:yev Оруджали:ев|Paşa:yev Паша:ев
Ramazan:ov Рамазан:ов|Sadıq:ov Садыг:ов|Səfər:ov Сафар:ов|Səməd:ov Самед:ов|Süleyman:ov Сулейман:ов|Şirin:ov Ширин:ов
Tağı:yev Таги:ев|Zeynal:ov Зейнал:ов|Yusif:ov Юсиф:ов|Əsgər:ov Аскер:ов|Ağa:yev Ага:ев|Axund:ov Ахунд:ов
Allahverdi:yev Аллахверди:ев|Bağır:ov Багир:ов|Fərəc:ov Фарадж:ов|İskəndər:ov Искендер:ов|Kazım:ov Кязим:ов
Lətif:ov Латиф:ов|Mahmud:ov Махмуд:ов|Mikayıl:ov Микаил:ов|Nəbi:yev Наби:ев|Əmir:ov Амир:ов|Əzim:ov Азим:ов
Salman:ov Салман:ов|Ələkbər:ov Алекпер:ов|Şükür:ov Шукюр:ов|Vahab:ov Вагаб:ов|Zülfüqar:ov Зульфугар:ов
Əli:zadə Али:заде|Həsən:zadə Гасан:заде|Hüseyn:zadə Гусейн:заде|Məmməd:zadə Мамед:заде|Rəhim:zadə Рагим:заде
Axund:zadə Ахунд:заде|Kərim:zadə Керим:заде|Mirzə:zadə Мирза:заде|Paşa:zadə Паша:заде
Əhməd:li Ахмед:ли|Həsən:li Гасан:ли|Məmməd:li Мамед:ли|Hüseyn:li Гусейн:ли|Rüstəm:li Рустам:ли|Qasım:lı Гасым:лы
Nəbi:li Наби:ли|Kazım:lı Кязим:лы|Nağı:lı Наги:лы|Xəlil:li Халил:ли|İbrahim:li Ибрагим:ли
"""


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(one.split()[0], one.split()[1]) for line in text.strip().split("\n") for one in line.split("|")]


MALE_NAMES, FEMALE_NAMES = _pairs(MEN), _pairs(WOMEN)
FAMILY_NAMES = [(az.replace(":", ""), ru.replace(":", "")) for az, ru in _pairs(FAMILIES)]
CONFUSABLE = [
    ("Həsən", "Hüseyn"), ("Zahir", "Zakir"), ("Elçin", "Elşən"), ("Elnur", "Elxan"), ("Cavid", "Cavad"),
    ("Natiq", "Namiq"), ("Ramiz", "Ramil"), ("Vüqar", "Vüsal"), ("Əli", "Vəli"), ("Nazim", "Nizami"), ("Fərid", "Fuad"),
    ("Səid", "Səməd"), ("İlqar", "İlkin"), ("Tural", "Tərlan"), ("Kamal", "Kamran"), ("Xəlil", "Xalid"),
    ("Aygün", "Aynur"), ("Aysel", "Aytən"), ("Günel", "Günay"), ("Sevda", "Sevil"), ("Elmirə", "Elnarə"),
    ("Nigar", "Nərgiz"), ("Gülşən", "Gülər"), ("Lalə", "Lamiyə"), ("Tahirə", "Turanə"), ("Xalidə", "Xədicə"),
    ("Mahir", "Tahir"), ("Asif", "Vaqif"), ("Ruslan", "Nurlan"), ("Əziz", "Azər"), ("Samir", "Sabir"),
]  # fmt: skip
"""Given names of two people that look or sound alike; parents like them for twins."""
SHORT_FORMS = [
    ("Məmməd", "Məmiş"), ("Əli", "Əliş"), ("İbrahim", "İbiş"), ("Fatimə", "Fatoş"), ("Elçin", "Elik"),
    ("Eldar", "Elik"), ("Rüstəm", "Rusik"), ("Gülnarə", "Gulya"), ("Sevda", "Seva"), ("Sevinc", "Seva"),
    ("Vaqif", "Vaqik"), ("Zaur", "Zaurik"), ("Samir", "Samik"), ("Teymur", "Tima"),
]  # fmt: skip
