from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    get_variable_values,
    parse,
    validate,
)

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.resources import SCHEMA
from cim_graph.synthetic import stories
from cim_graph.synthetic.tour import Question, tour

STORIES = {story.id: story for story in stories(5000)}
QUESTIONS = tour()


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text("utf-8"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.story)
def test_a_question_is_valid_against_the_schema_and_its_variables_fit(
    question: Question, schema: GraphQLSchema
) -> None:
    document = parse(question.query)
    assert validate(schema, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name
    asked = operation.variable_definitions or ()
    given: Any = get_variable_values(schema, asked, dict(question.variables))
    assert not isinstance(given, list), given
    assert set(question.variables) == {definition.variable.name.value for definition in asked}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.story)
def test_a_question_is_about_records_of_its_story(question: Question) -> None:
    story = STORIES[question.story]
    names = [(ref["source"], ref["key"]) for ref in story.parties]
    ids = {id_of(Kind.PARTY, *name) for name in names}
    variables = question.variables
    if "key" in variables:
        assert (variables["source"], variables["key"]) in names
    assert {variables[name] for name in ("id", "from", "to") if name in variables} <= ids


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.story)
def test_what_to_look_for_names_parties_of_the_story(question: Question) -> None:
    records: Any = STORIES[question.story].records
    words = {word for record in records for name in record.get("names", []) for word in name["full"].split()}
    assert len(words & set(question.look_for.replace(",", " ").replace(".", " ").split())) >= 2


def test_there_are_five_questions_with_titles_of_their_own() -> None:
    assert len({question.title for question in QUESTIONS}) == 5


def test_a_field_that_the_schema_lacks_would_be_seen(schema: GraphQLSchema) -> None:
    assert validate(schema, parse("{ partyByRecord(source: 1, key: 2) { nam } }")) != []
