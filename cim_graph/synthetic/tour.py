"""A tour of the stories: five questions in GraphQL that any generated bank with stories can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from cim_graph.kernel.ids import Kind, id_of

OWNERS = """
query Owners($source: String!, $key: String!) {
  partyByRecord(source: $source, key: $key) {
    name
    owners: relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node {
      share onBehalfOf { name flags } from { ...Who
        owners: relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node {
          share onBehalfOf { name flags } from { ...Who
            owners: relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node {
              share onBehalfOf { name flags } from { ...Who
                owners: relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node {
                  share onBehalfOf { name flags } from { ...Who }
                } } }
              }
            } } }
          }
        } } }
      }
    } } }
  }
}

fragment Who on Party { name kind flags }
"""

CIRCLE = """
query Circle($id: ID!) {
  neighbourhood(id: $id, depth: 2, kinds: [OWNS]) {
    parties { id name kind }
    relationships { from { name } to { name } share }
    total
    truncated
  }
}
"""

WAYS = """
query Ways($from: ID!, $to: ID!) {
  connections(from: $from, to: $to, maxLength: 4, limit: 3) {
    share
    parties { name kind flags }
    relationships { kind share }
  }
}
"""

SPELLINGS = """
query Spellings($text: String!) {
  search(text: $text, first: 5) {
    edges {
      score
      matched
      node { name records { source key } ... on Person { birthDate } }
    }
  }
}
"""

THEN_AND_NOW = """
query ThenAndNow($source: String!, $key: String!, $then: Date!) {
  then: partyByRecord(source: $source, key: $key, asOf: { valid: $then }) { ...Owners }
  now: partyByRecord(source: $source, key: $key) { ...Owners }
}

fragment Owners on Party {
  name
  relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node { share validFrom validTo from { name } } } }
}
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One stop of the tour. `story`: id of the story that it is about; `look_for`: what the answer shows."""

    story: str
    title: str
    look_for: str
    query: str
    variables: Mapping[str, str]


def tour() -> tuple[Question, ...]:
    """Return five questions with their variables, to be asked as they are once a bank of 200 parties or more is loaded.

    Party ids in the variables are those that the records were born with, which answer whatever is merged later.
    """
    return (
        Question(
            "STORY-7",
            "One woman in every script",
            "Leyla Məmmədova, born in 1984, comes first, found in Azerbaijani, Russian and plain Latin letters; core, "
            "crm, cards and leasing each have a record of her.",
            SPELLINGS,
            {"text": "Mammadova Leyla"},
        ),
        Question(
            "STORY-2",
            "A hidden owner behind three layers and a nominee",
            "Three foreign layers stand above Pərdə Ticarət. At the top, Andreas Christou holds 60 % as nominee of "
            "Tural Səfərov, a politically exposed person, to whom 60 % of 100 % of 80 % of 100 % is 48 %.",
            OWNERS,
            _record("STORY-2-CLIENT"),
        ),
        Question(
            "STORY-1",
            "A circle of owners",
            "Dairə Holdinq owns 70 % of Dairə Tikinti, that 80 % of Dairə Logistika, and that 40 % of Dairə Holdinq "
            "again. With the circle counted, all three persons around it have over 25 % of Dairə Logistika.",
            CIRCLE,
            {"id": _party("STORY-1-C")},
        ),
        Question(
            "STORY-4",
            "How a sanctioned person reaches a client",
            "Two steps: Аркадий Гордеев has 55 % of Körpü Logistika, which has 30 % of the client Sahil Turizm: "
            "16.5 %.",
            WAYS,
            {"from": _party("STORY-4-LISTED"), "to": _party("STORY-4-CLIENT")},
        ),
        Question(
            "STORY-12",
            "Who owned it then, who owns it now",
            "On 30 June 2022 Natiq Cavadov owned all of Dəyişən Mebel; since 1 July Lalə Əmirova owns 75 % and he "
            "25 %.",
            THEN_AND_NOW,
            {**_record("STORY-12-CLIENT"), "then": "2022-06-30"},
        ),
    )


def _record(key: str) -> dict[str, str]:
    return {"source": "core", "key": key}


def _party(key: str) -> str:
    return id_of(Kind.PARTY, "core", key)
