"""What a column is by its heading, in the languages that systems of the region are written in."""

import re

from cim_graph.records.names import fold

# Headings by what they say; they are compared folded, so that case, script and diacritics do not count.
HEADINGS: dict[str, str] = {
    "owner": "owner id|shareholder id|holder id|parent id|owner key|owner no|owner code|owner|from id|sahib id|"
    "sahibi kodu|səhmdar id|səhmdar kodu|sehmdar kodu|təsisçi id|təsisçi kodu|tesisci kodu|владелец id|код владельца|"
    "код учредителя|ortak id|ortak kodu",
    "owned": "owned id|company id|company key|company code|subsidiary id|child id|asset id|to id|owned key|owned|"
    "şirkət id|şirkət kodu|sirket kodu|şirket id|код компании|id компании",
    "share": "share|share percent|percent|percentage|ownership|ownership percent|stake|pay|pay faizi|faiz|payı|доля|"
    "доля владения|процент|hisse|hisse oranı",
    "account": "account|account no|account number|iban|hesab|hesab nömrəsi|hesab nomresi|hesab no|счет|номер счета|"
    "hesap no|hesap numarası",
    "balance": "balance|qalıq|hesab qalığı|balans|остаток|баланс|bakiye",
    "currency": "currency|ccy|valyuta|valyuta kodu|валюта|döviz|para birimi",
    "opened": "opened|open date|opening date|açılış tarixi|acilis tarixi|дата открытия|açılış tarihi",
    "birthDate": "birth date|date of birth|birthdate|dob|birthday|doğum tarixi|doğum günü|doğulduğu tarix|"
    "дата рождения|doğum tarihi",
    "founded": "founded|incorporated|incorporation date|registration date|yaranma tarixi|qeydiyyat tarixi|"
    "дата регистрации|kuruluş tarihi",
    "patronymic": "patronymic|middle name|father name|fathers name|ata adı|atasının adı|отчество|baba adı",
    "last": "last name|surname|family name|lastname|last|soyad|soyadı|фамилия",
    "full": "full name|fullname|customer name|client name|account name|müştəri adı|müştərinin adı|musteri adi|"
    "наименование|müşteri adı|ünvanı adı",
    "person": "name surname|name and surname|ad soyad|adı soyadı|ad və soyad|soyad ad|soyadı adı|ad soyad ata adı|"
    "soyad ad ata adı|soyadı adı ata adı|s a a|фио|ф и о|фамилия имя отчество|фамилия имя|имя фамилия|isim soyisim",
    "organization": "company|company name|organization|organisation|organization name|legal name|business name|şirkət|"
    "şirkət adı|şirkətin adı|sirketin adi|müəssisə|müəssisənin adı|təşkilat|компания|организация|"
    "название организации|şirket adı|şirket ünvanı",
    "first": "first name|given name|firstname|first|ad|adı|имя",
    "name": "name|название|isim",
    "az-fin": "fin|fin kod|fin kodu|fincode|fin code|pin|pin kod|финкод|фин",
    "tax": "vöen|voen|vergi nömrəsi|tin|tax id|tax number|инн|вёен|vkn|vergi no",
    "passport": "passport|passport no|passport number|pasport|pasport nömrəsi|şəxsiyyət vəsiqəsi|şv nömrəsi|"
    "sənəd nömrəsi|id card|паспорт|номер паспорта|pasaport no",
    "email": "email|e mail|mail|e poçt|elektron poçt|почта|эл почта|электронная почта|eposta|e posta",
    "mobile": "mobile|mobile phone|cell|gsm|mobil|mobil nömrə|mobil telefon|мобильный|мобильный телефон",
    "phone": "phone|phone number|telephone|tel|telefon|telefon nömrəsi|əlaqə nömrəsi|телефон|номер телефона|telefon no",
    "address": "address|street|ünvan|ünvanı|unvan|qeydiyyat ünvanı|yaşayış yeri|yaşayış ünvanı|адрес|adres|adresi",
    "city": "city|şəhər|seher|rayon|город|şehir",
    "postcode": "postcode|zip|postal code|poçt indeksi|indeks|индекс|posta kodu",
    "gender": "gender|sex|cins|cinsi|пол|cinsiyet",
    "nationality": "nationality|citizenship|vətəndaşlıq|vətəndaşlığı|vetendasligi|гражданство|uyruk|uyruğu",
    "jurisdiction": "country|jurisdiction|country of registration|ölkə|olke|страна|ülke",
    "segment": "segment|seqment|сегмент",
    "branch": "branch|filial|şöbə|филиал|отделение|şube",
    "validFrom": "from date|valid from|start date|başlama tarixi|дата начала|başlangıç tarihi",
    "validTo": "to date|valid to|end date|bitmə tarixi|дата окончания|bitiş tarihi",
    "key": "customer id|customer no|customer number|customer code|cust id|cust no|client id|client no|client code|cif|"
    "cif no|record id|key|id|no|code|kod|nömrə|müştəri kodu|müştəri nömrəsi|müştəri id|musteri kodu|musteri nomresi|"
    "код|номер|код клиента|номер клиента|id клиента|müşteri no|müşteri kodu|sıra no",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BY_HEADING = {fold(words): role for role, texts in reversed(HEADINGS.items()) for words in texts.split("|")}


def role_of(heading: str) -> str | None:
    """Return what a heading says that its column is: `Doğum tarixi` and `BirthDate` are `birthDate`."""
    words = fold(_CAMEL.sub(" ", heading).replace("_", " "))
    return _BY_HEADING.get(words)
