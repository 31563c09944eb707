"""Random documents that a schema takes, with values for their variables."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(frozen=True)
class Variable:
    """A variable: its type, whether it is given, the value that it has then."""

    type: str
    given: bool
    value: Any


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return {"P1": "O2", "O2": "P1"}.get(value, value)


class Document:
    """One random document. `left_out` are fields that it does not ask for."""

    def __init__(self, schema: GraphQLSchema, random: Random, left_out: frozenset[str], *, mutation: bool) -> None:
        self._schema, self._random, self._left_out = schema, random, left_out
        self._fragments: dict[str, str] = {}
        self._variables: dict[str, Variable] = {}
        root = schema.mutation_type if mutation else schema.query_type
        assert root is not None
        body = self._selections(root, random.randint(1, 4))
        taken = ", ".join(f"${name}: {variable.type}" for name, variable in self._variables.items())
        head = ("mutation" if mutation else "query") + (f" Q({taken})" if taken else " Q")
        self.text = "\n".join([f"{head} {body}", *self._fragments.values()])

    @property
    def assignments(self) -> list[dict[str, Any]]:
        """Values for the variables: as drawn, others (and so the other outcome of conditions), as drawn, wrong."""
        drawn = {name: variable.value for name, variable in self._variables.items() if variable.given}
        others = {name: _other(value) for name, value in drawn.items()}
        wrong = {**drawn, **{name: [{}] for name in list(drawn)[:1]}}
        return [drawn, others, drawn, wrong]

    def _value(self, type_: GraphQLInputType) -> str:
        random = self._random
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type)
        if isinstance(type_, GraphQLList):
            return "[" + ", ".join(self._value(type_.of_type) for _ in range(random.randint(0, 2))) + "]"
        if isinstance(type_, GraphQLEnumType):
            return str(random.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            some = [name for name in type_.fields if random.random() < 0.6]
            return "{" + ", ".join(f"{name}: {self._value(type_.fields[name].type)}" for name in some) + "}"
        texts = {"Int": [str(number) for number in range(7)], "Boolean": ["true", "false"]}
        return random.choice(texts.get(type_.name, ['"P1"', '"O2"', '"Person"', '"zz"']))

    def _arguments(self, field: GraphQLField) -> str:
        out: list[str] = []
        for name, argument in field.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if not required and self._random.random() < 0.4:
                continue
            inner = argument.type.of_type if isinstance(argument.type, GraphQLNonNull) else argument.type
            if is_leaf_type(inner) and self._random.random() < 0.4:
                variable = f"v{len(self._variables)}"
                given = required or self._random.random() < 0.8
                self._variables[variable] = Variable(str(argument.type), given, json.loads(self._value(argument.type)))
                out.append(f"{name}: ${variable}")
            else:
                out.append(f"{name}: {self._value(argument.type)}")
        return f"({', '.join(out)})" if out else ""

    def _directives(self) -> str:
        random = self._random
        if random.random() > 0.12:
            return ""
        name = random.choice(["skip", "include"])
        if random.random() < 0.3:
            return f" @{name}(if: {random.choice(['true', 'false'])})"
        variable = f"b{random.randint(0, 2)}"
        self._variables.setdefault(variable, Variable("Boolean!", given=True, value=random.random() < 0.5))
        return f" @{name}(if: ${variable})"

    def _selections(self, type_: Composite, depth: int) -> str:
        random = self._random
        fields = {} if isinstance(type_, GraphQLUnionType) else self._fields(type_, depth)
        out: list[str] = []
        for name in random.sample(list(fields), min(len(fields), random.randint(1, 3))):
            out.append(self._field(name, fields[name], depth))
            if random.random() < 0.15:
                out.append(self._field(name, fields[name], depth))  # merged with the other, or under another alias
        fragments = 2 if isinstance(type_, GraphQLUnionType) else random.random() < 0.35
        out.extend(self._fragment(type_, depth) for _ in range(fragments))
        if random.random() < 0.2 or not out:
            out.append(random.choice(["__typename", "t: __typename"]))
        random.shuffle(out)
        return "{ " + " ".join(out) + " }"

    def _fields(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> dict[str, GraphQLField]:
        return {
            name: field
            for name, field in type_.fields.items()
            if name not in self._left_out and (depth > 0 or is_leaf_type(get_named_type(field.type)))
        }

    def _fragment(self, type_: Composite, depth: int) -> str:
        random = self._random
        if isinstance(type_, GraphQLObjectType):
            condition: Composite = type_
        else:
            possible: list[Composite] = [*self._schema.get_possible_types(type_)]
            condition = random.choice(possible if isinstance(type_, GraphQLUnionType) else [*possible, type_])
        body = self._selections(condition, depth if isinstance(type_, GraphQLUnionType) else max(depth - 1, 0))
        if random.random() < 0.5:
            name = f"F{len(self._fragments)}"
            self._fragments[name] = f"fragment {name} on {condition.name} {body}"
            return f"...{name}{self._directives()}"
        on = f" on {condition.name}" if condition is not type_ or random.random() < 0.5 else ""
        return f"...{on}{self._directives()} {body}"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        arguments = self._arguments(field)
        alias = ""
        if arguments or self._random.random() < 0.2:
            alias = f"a{sum(map(ord, name + arguments)) % 997}: "
        named: GraphQLNamedType = get_named_type(field.type)
        body = f" {self._selections(named, depth - 1)}" if isinstance(named, Composite) else ""
        return f"{alias}{name}{arguments}{self._directives()}{body}"
