"""Nationalities as Companies House writes them, by adjective, as ISO 3166 codes."""

import re

from cim_graph.records.countries import normal_country

_ADJECTIVES = {
    word: code
    for code, words in {
        "AE": "emirati", "AF": "afghan", "AL": "albanian", "AM": "armenian", "AO": "angolan",
        "AR": "argentinian argentine argentinean", "AT": "austrian", "AU": "australian",
        "AZ": "azerbaijani azeri azerbaijanian", "BA": "bosnian", "BB": "barbadian", "BD": "bangladeshi",
        "BE": "belgian", "BG": "bulgarian", "BH": "bahraini", "BN": "bruneian", "BO": "bolivian", "BR": "brazilian",
        "BS": "bahamian", "BW": "botswanan motswana", "BY": "belarusian", "BZ": "belizean", "CA": "canadian",
        "CD": "congolese", "CH": "swiss", "CI": "ivorian", "CL": "chilean", "CM": "cameroonian", "CN": "chinese",
        "CO": "colombian", "CR": "costa-rican", "CU": "cuban", "CY": "cypriot", "CZ": "czech", "DE": "german",
        "DK": "danish", "DM": "dominican", "DZ": "algerian", "EC": "ecuadorian", "EE": "estonian", "EG": "egyptian",
        "ER": "eritrean", "ES": "spanish", "ET": "ethiopian", "FI": "finnish", "FJ": "fijian", "FR": "french",
        "GB": "british english scottish welsh northern-irish", "GE": "georgian", "GH": "ghanaian", "GM": "gambian",
        "GR": "greek", "GT": "guatemalan", "GY": "guyanese", "HK": "hong-konger hongkongese", "HN": "honduran",
        "HR": "croatian", "HU": "hungarian", "ID": "indonesian", "IE": "irish", "IL": "israeli", "IN": "indian",
        "IQ": "iraqi", "IR": "iranian", "IS": "icelandic icelander", "IT": "italian", "JM": "jamaican",
        "JO": "jordanian", "JP": "japanese", "KE": "kenyan", "KG": "kyrgyz", "KH": "cambodian",
        "KP": "north-korean", "KR": "south-korean korean", "KW": "kuwaiti", "KZ": "kazakh kazakhstani",
        "LB": "lebanese", "LI": "liechtensteiner", "LK": "sri-lankan", "LR": "liberian", "LT": "lithuanian",
        "LU": "luxembourger luxembourgish", "LV": "latvian", "LY": "libyan", "MA": "moroccan", "MC": "monegasque",
        "MD": "moldovan", "ME": "montenegrin", "MG": "malagasy", "MK": "macedonian", "MM": "burmese",
        "MN": "mongolian", "MT": "maltese", "MU": "mauritian", "MV": "maldivian", "MW": "malawian", "MX": "mexican",
        "MY": "malaysian", "MZ": "mozambican", "NA": "namibian", "NG": "nigerian", "NL": "dutch", "NO": "norwegian",
        "NP": "nepalese nepali", "NZ": "new-zealander", "OM": "omani", "PA": "panamanian", "PE": "peruvian",
        "PH": "filipino philippine", "PK": "pakistani", "PL": "polish", "PS": "palestinian", "PT": "portuguese",
        "PY": "paraguayan", "QA": "qatari", "RO": "romanian", "RS": "serbian", "RU": "russian", "RW": "rwandan",
        "SA": "saudi saudi-arabian", "SC": "seychellois", "SD": "sudanese", "SE": "swedish",
        "SG": "singaporean", "SI": "slovenian slovene", "SK": "slovak slovakian", "SL": "sierra-leonean",
        "SN": "senegalese", "SO": "somali", "SV": "salvadorean salvadoran", "SY": "syrian", "TH": "thai",
        "TJ": "tajik", "TM": "turkmen", "TN": "tunisian", "TR": "turkish", "TT": "trinidadian",
        "TW": "taiwanese", "TZ": "tanzanian", "UA": "ukrainian", "UG": "ugandan", "US": "american us-american",
        "UY": "uruguayan", "UZ": "uzbek", "VE": "venezuelan", "VN": "vietnamese", "YE": "yemeni",
        "ZA": "south-african", "ZM": "zambian", "ZW": "zimbabwean",
    }.items()
    for word in words.split()
}  # fmt: skip


def nationalities(text: str) -> list[str]:
    """Return the countries of `British` or of `British,Polish`; what is not known stays as it is written."""
    return list(dict.fromkeys(_country(part) for part in re.split(r"[,/;]", text) if part.strip()))


def _country(text: str) -> str:
    plain = "-".join(text.lower().split())
    return _ADJECTIVES.get(plain) or normal_country(text) or text.strip()
