"""Words of organizations' names that many names hold: by themselves they tell nobody, and some are translated.

Compiled for this project from common knowledge.
"""

from cim_graph.records.names import fold

BETWEEN = frozenset(
    fold("the of and for in on at və ve i и und et de da do di du des del la le les el los las y e o a").split()
)
"""Words that only hold others together."""

COMPANY = "company"
"""Says nothing but that it is an organization, wherever it stands."""
_ONE_WORD = """
company: şirkət şirkəti компания компании kompaniya kompaniyası corporation корпорация korporasiya korporasiyası
group: qrup qrupu группа gruppe groupe grupo gruppa grup
holding: holdings holdinq холдинг xoldinq
bank: bankı банк banka banco banque bankası
oil: neft нефть neft petroleum
gas: qaz газ qazı
state: dövlət государственный государственная gosudarstvennaya gosudarstvenniy
national: milli национальный
republic: respublika respublikası республика республики
azerbaijan: azərbaycan азербайджан азербайджана azerbaydjan azerbaydzhan azerbaidzhan azerbaycan
baku: bakı баку бакинский
trade: ticarət trading torg торг торговый торговая ticaret tijarat
construction: tikinti строительство строй inşaat stroy строительная insaat
service: servis xidmət xidməti сервис services xidmətləri
factory: zavod zavodu завод fabrika fabriki фабрика plant
centre: mərkəz mərkəzi центр center merkezi
fund: fond fondu фонд funds
insurance: sığorta страхование страховая sigorta
industry: sənaye sənayesi промышленность industries sanayi industrial
production: istehsalat istehsalatı производство производственная
investment: investisiya invest инвест investments инвестиционная yatırım
consulting: konsaltinq консалтинг
transport: nəqliyyat транспорт транспортная
technology: texnologiya texnologiyaları технология технологии technologies tech tech
energy: enerji энерго энергия
logistics: logistika логистика logistic
international: beynəlxalq международный международная intl internazionale internacional
association: assosiasiya assosiasiyası ассоциация assoc
management: menecment управление idarəetmə
general: baş генеральный
agency: agentlik agentliyi агентство
department: departament departamenti департамент dept
ministry: nazirlik nazirliyi министерство
organization: organisation təşkilat təşkilatı организация
union: birlik birliyi союз
development: inkişaf inkişafı развитие
finance: maliyyə финанс финансовая financial
credit: kredit кредит
medical: tibb tibbi медицинский
"""
_MORE = """
capital partners solutions systems global enterprises enterprise world trust resources ventures properties estate real
business corporate advisors associates securities products foods food design media digital data software research
laboratories foundation institute university college school hospital hotel restaurant market supermarket mebel tekstil
aqro agro turizm travel tours auto avto motors market mağaza şöbə filial branch office nümayəndəlik klub club
communications telecom electronics electric power water steel chemical pharma pharmaceuticals asset wealth
"""


def _same_words() -> dict[str, str]:
    same: dict[str, str] = {}
    for line in _ONE_WORD.strip().split("\n"):
        word, _, others = line.partition(":")
        for other in fold(f"{word} {others}").split():
            same.setdefault(other, word)
    return same


SAME_WORDS = _same_words()
"""Generic words by their folded forms and translations."""
GENERIC = frozenset({*SAME_WORDS.values(), *map(fold, _MORE.split())})
"""Words that weigh little."""
