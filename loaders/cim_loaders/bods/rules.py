"""The rules that a BODS 0.4 statement must keep, as a JSON schema (draft 2020-12), and the first one it breaks.

The rules are those of the Beneficial Ownership Data Standard 0.4 (https://standard.openownership.org/en/0.4.0/),
stated again in short; unknown properties are allowed, as the standard allows them. A conditional rule that the
standard leaves vacuously true (no `recordType`, no `entityType.type`) is not asked here, so that a missing
property is reported once, as missing.
"""

from typing import Any

import jsonschema_rs

from cim_loaders.breach import Breach, first_breach

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OR_TIME: Schema = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
# A year, a year and month, or a day.
PARTIAL_DAY: Schema = {
    "type": "string",
    "anyOf": [{"pattern": r"^(\d{4})(-(1[0-2]|0[1-9]))?$"}, {"format": "date"}],
}
URI: Schema = {"type": "string", "format": "uri"}
PERCENT: Schema = {"type": "number", "minimum": 0, "maximum": 100}


def _words(words: str) -> Schema:
    return {"type": "string", "enum": words.split()}


def _text(shortest: int, longest: int) -> Schema:
    return {"type": "string", "minLength": shortest, "maxLength": longest}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(required: str = "", **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _any_of(*names: str) -> Schema:
    return {"anyOf": [{"required": [name]} for name in names]}


def _when(name: str, words: str, then: Schema) -> Schema:
    """When the property `name` is there and holds one of the words, `then` applies."""
    return {"if": {"required": [name], "properties": {name: {"enum": words.split()}}}, "then": then}


COUNTRY = _object("name", name=TEXT, code=_text(2, 2))
JURISDICTION = _object("name", name=TEXT, code=_text(2, 6))
IDENTIFIER = _object(id=TEXT, scheme=TEXT, schemeName=TEXT, uri=URI) | _any_of("scheme", "schemeName")
UNSPECIFIED = _object(
    "reason",
    reason=_words(
        "noBeneficialOwners subjectUnableToConfirmOrIdentifyBeneficialOwner interestedPartyHasNotProvidedInformation "
        "subjectExemptFromDisclosure interestedPartyExemptFromDisclosure unknown informationUnknownToPublisher"
    ),
    description=TEXT,
)
SOURCE = _object(
    type=_list(_words("selfDeclaration officialRegister thirdParty primaryResearch verified")),
    description=TEXT,
    url=URI,
    retrievedAt=DAY_OR_TIME,
    assertedBy=_list(_object(name=TEXT, uri=URI)),
)


def _address(kinds: str) -> Schema:
    return _object(type=_words(kinds), address=TEXT, postCode=TEXT, country=COUNTRY)


def _subtypes(types: str, subtypes: str) -> Schema:
    return _when("type", types, {"properties": {"subtype": {"enum": subtypes.split()}}})


ENTITY_TYPE = _object(
    "type",
    type=_words("registeredEntity legalEntity arrangement anonymousEntity unknownEntity state stateBody"),
    subtype=_words("governmentDepartment stateAgency other trust nomination"),
    details=TEXT,
) | {
    "allOf": [
        _subtypes("arrangement", "trust nomination other"),
        _subtypes("legalEntity", "trust other"),
        _subtypes("stateBody", "governmentDepartment stateAgency other"),
        _subtypes("registeredEntity state anonymousEntity unknownEntity", "other"),
    ]
}
LISTING = _object(
    "stockExchangeJurisdiction security stockExchangeName",
    marketIdentifierCode=TEXT,
    operatingMarketIdentifierCode=TEXT,
    stockExchangeJurisdiction=_text(2, 6),
    stockExchangeName=TEXT,
    security=_object("ticker", idScheme=_words("isin figi cusip cins"), id=TEXT, ticker=TEXT),
)
ENTITY = _object(
    "isComponent entityType",
    isComponent=FLAG,
    entityType=ENTITY_TYPE,
    unspecifiedEntityDetails=UNSPECIFIED,
    name=TEXT,
    alternateNames=_list(TEXT),
    jurisdiction=JURISDICTION,
    identifiers=_list(IDENTIFIER),
    foundingDate=DAY,
    dissolutionDate=DAY,
    addresses=_list(_address("registered business alternative")),
    uri=URI,
    publicListing=_object(
        "hasPublicListing", hasPublicListing=FLAG, companyFilingsURLs=_list(URI), securitiesListings=_list(LISTING)
    ),
    formedByStatute=_object(name=TEXT, date=DAY),
)
PERSON = _object(
    "isComponent personType",
    isComponent=FLAG,
    personType=_words("anonymousPerson unknownPerson knownPerson"),
    unspecifiedPersonDetails=UNSPECIFIED,
    names=_list(
        _object(
            "fullName",
            type=_words("legal translation transliteration former alternative birth"),
            fullName=TEXT,
            familyName=TEXT,
            givenName=TEXT,
            patronymicName=TEXT,
        )
    ),
    identifiers=_list(IDENTIFIER),
    nationalities=_list(COUNTRY),
    placeOfBirth=_address("placeOfBirth"),
    birthDate=PARTIAL_DAY,
    deathDate=PARTIAL_DAY,
    taxResidencies=_list(COUNTRY),
    addresses=_list(_address("residence service alternative")),
    politicalExposure=_object(
        "status",
        status=_words("isPep isNotPep unknown"),
        details=_list(
            _object(
                reason=TEXT,
                missingInfoReason=TEXT,
                jurisdiction=JURISDICTION,
                startDate=DAY,
                endDate=DAY,
                source=SOURCE,
            )
        ),
    ),
)
INTEREST = _object(
    type=_words(
        "shareholding votingRights appointmentOfBoard otherInfluenceOrControl seniorManagingOfficial settlor trustee "
        "protector beneficiaryOfLegalArrangement rightsToSurplusAssetsOnDissolution rightsToProfitOrIncome "
        "rightsGrantedByContract conditionalRightsGrantedByContract controlViaCompanyRulesOrArticles "
        "controlByLegalFramework boardMember boardChair unknownInterest unpublishedInterest enjoymentAndUseOfAssets "
        "rightToProfitOrIncomeFromAssets nominee nominator"
    ),
    directOrIndirect=_words("direct indirect unknown"),
    beneficialOwnershipOrControl=FLAG,
    details=TEXT,
    share=_object(exact=PERCENT, minimum=PERCENT, maximum=PERCENT, exclusiveMinimum=PERCENT, exclusiveMaximum=PERCENT),
    startDate=DAY,
    endDate=DAY,
)
RELATIONSHIP = _object(
    "isComponent subject interestedParty",
    isComponent=FLAG,
    componentRecords=_list(TEXT),
    subject={"oneOf": [TEXT, UNSPECIFIED]},
    interestedParty={"oneOf": [TEXT, UNSPECIFIED]},
    interests=_list(INTEREST),
) | {
    # A component has no components of its own.
    "if": {"required": ["isComponent"], "properties": {"isComponent": {"const": True}}},
    "then": {"properties": {"componentRecords": {"const": []}}},
}
ANNOTATION = _object(
    "motivation statementPointerTarget",
    statementPointerTarget=TEXT,
    creationDate=DAY_OR_TIME,
    createdBy=_object(name=TEXT, uri=URI),
    motivation=_words("commenting correcting identifying linking transformation"),
    description=TEXT,
    transformedContent=TEXT,
    url=URI,
) | {
    "allOf": [
        _when("motivation", "linking", {"required": ["url"]}),
        {
            "if": {"required": ["motivation"], "not": {"properties": {"motivation": {"const": "transformation"}}}},
            "then": {"properties": {"transformedContent": {"const": ""}}},
        },
    ]
}
PUBLICATION = _object(
    "publicationDate bodsVersion publisher",
    publicationDate=DAY_OR_TIME,
    bodsVersion={"type": "string", "pattern": r"^(\d+\.)(\d+)$"},
    license=URI,
    publisher=_object(name=TEXT, url=URI) | _any_of("name", "url"),
)
STATEMENT = _object(
    "statementId declarationSubject recordId recordType recordDetails statementDate",
    statementId=_text(32, 64),
    statementDate=DAY_OR_TIME,
    annotations=_list(ANNOTATION),
    publicationDetails=PUBLICATION,
    source=SOURCE,
    declaration=TEXT,
    declarationSubject=TEXT,
    recordId=TEXT,
    recordType=_words("entity person relationship"),
    recordStatus=_words("new updated closed"),
    recordDetails={"type": "object"},
) | {
    "allOf": [
        _when("recordType", "entity", {"properties": {"recordDetails": ENTITY}}),
        _when("recordType", "person", {"properties": {"recordDetails": PERSON}}),
        _when("recordType", "relationship", {"properties": {"recordDetails": RELATIONSHIP}}),
    ]
}

_VALIDATOR = jsonschema_rs.Draft202012Validator(STATEMENT, validate_formats=True)


def breach(statement: object) -> Breach | None:
    """Return the outermost rule that a statement breaks, the first where several lie equally deep; None when valid."""
    return first_breach(_VALIDATOR, statement)
