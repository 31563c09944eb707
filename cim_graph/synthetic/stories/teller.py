"""What a story is, and the one who tells it: a few parties under stable keys, and what has to be found among them."""

from dataclasses import dataclass, field

from cim_graph.synthetic.firms import styled_abroad
from cim_graph.synthetic.numbering import Ref, Serials
from cim_graph.synthetic.records import Record
from cim_graph.synthetic.truths import entity, group

PARTY_TYPES = frozenset({"person", "organization", "arrangement"})


@dataclass(frozen=True, slots=True)
class Story:
    """A planted story. `start` is the party to look at first; `expected` what a registry has to answer, in a sentence.

    The parties of a story have ties among themselves only, so that the answer does not depend on the bank's size.
    """

    id: str
    title: str
    start: Ref
    parties: tuple[Ref, ...]
    expected: str
    records: tuple[Record, ...]
    entities: tuple[Record, ...]
    groups: tuple[Record, ...]

    @property
    def truths(self) -> tuple[Record, ...]:
        """The lines of the truth file."""
        story = {"what": "story", "id": self.id, "title": self.title, "start": self.start}
        return (*self.entities, *self.groups, {**story, "parties": list(self.parties), "expected": self.expected})

    @property
    def party_records(self) -> int:
        """How many of its records describe parties."""
        return sum(record["type"] in PARTY_TYPES for record in self.records)


@dataclass(slots=True)
class Teller:
    """Collects the records of one story; keys are `STORY-<number>-<TAG>`."""

    number: int
    serials: Serials
    records: list[Record] = field(default_factory=list)
    groups: list[Record] = field(default_factory=list)
    _entities: dict[str, tuple[str, list[Ref]]] = field(default_factory=dict)

    def person(self, tag: str, name: str, birth: str, source: str = "core", **facts: object) -> Ref:
        """Add a person of that full name, with a FIN unless `identifiers` are given; EXTERNAL unless said."""
        identifiers = [{"scheme": "az-fin", "value": self.serials.fin(), "country": "AZ"}]
        names = [{"full": name, "kind": "primary"}]
        common: Record = {"names": names, "birthDate": birth, "nationalities": ["AZ"], "identifiers": identifiers}
        return self._party("person", tag, source, common | {"status": "EXTERNAL"} | facts)

    def company(self, tag: str, name: str, form: str = "MMC", source: str = "core", **facts: object) -> Ref:
        """Add a company: an Azerbaijani one has a VÖEN, one whose `jurisdiction` is given has none."""
        foreign = "jurisdiction" in facts
        voen = [] if foreign else [{"scheme": "az-voen", "value": self.serials.voen(legal=True), "country": "AZ"}]
        names = [{"full": f"{name} {form}", "kind": "primary"}]
        if not foreign:
            names.append({"full": styled_abroad(name, form), "kind": "transliteration"})
        common: Record = {"names": names, "legalForm": form, "jurisdiction": "AZ", "identifiers": voen}
        return self._party("organization", tag, source, common | {"status": "EXTERNAL"} | facts)

    def trust(self, tag: str, name: str, **facts: object) -> Ref:
        """Add a trust."""
        common: Record = {"names": [{"full": name, "kind": "primary"}], "legalForm": "trust", "status": "EXTERNAL"}
        return self._party("arrangement", tag, "registry", common | facts)

    def same(self, tag: str, ref: Ref) -> None:
        """Say that the record `ref` describes the same party as the records of `tag`."""
        _, refs = self._entities.pop(self._tag(ref))
        self._entities[tag][1].extend(refs)

    def relate(self, kind: str, ends: tuple[Ref, Ref], **facts: object) -> None:
        """State a relationship from the first end to the second."""
        key = f"STORY-{self.number}-R{len(self.records)}"
        self.records.append(
            {
                "type": "relationship",
                "source": "registry",
                "key": key,
                "kind": kind,
                "from": ends[0],
                "to": ends[1],
                **facts,
            }
        )

    def owns(self, holder: Ref, held: Ref, share: str, **facts: object) -> None:
        """State a holding, in percent."""
        self.relate("OWNS", (holder, held), share=share, **facts)

    def lend(self, party: Ref, amount: str) -> None:
        """State a loan of so many AZN."""
        key = f"STORY-{self.number}-X{len(self.records)}"
        terms = {"amount": amount, "currency": "AZN", "kind": "loan", "asOf": "2025-12-31"}
        self.records.append({"type": "exposure", "source": "core", "key": key, "party": party, **terms})

    def connected(self, kind: str, members: tuple[Ref, ...], why: str) -> None:
        """Say that these make one group, and that nobody else belongs to it."""
        self.groups.append(group(f"STORY-{self.number}", kind, members, why, complete=True))

    def ending(self, title: str, start: Ref, expected: str) -> Story:
        """Close the story."""
        name = f"STORY-{self.number}"
        entities = tuple(entity(f"{name}-{tag}", kind, refs) for tag, (kind, refs) in self._entities.items())
        parties = tuple(ref for _, refs in self._entities.values() for ref in refs)
        return Story(name, title, start, parties, expected, tuple(self.records), entities, tuple(self.groups))

    def _party(self, kind: str, tag: str, source: str, facts: Record) -> Ref:
        ref = {"source": source, "key": f"STORY-{self.number}-{tag}"}
        self._entities[tag] = (kind, [ref])
        self.records.append({"type": kind, **ref, **facts})
        return ref

    def _tag(self, ref: Ref) -> str:
        return ref["key"].removeprefix(f"STORY-{self.number}-")
