"""Nobody takes another name by saying so."""

from os import getuid
from pwd import getpwuid

import pytest

from cim_graph.cli import operator


@pytest.mark.parametrize("name", ["LOGNAME", "USER", "LNAME", "USERNAME"])
def test_the_environment_names_nobody(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "somebody-else")
    assert operator.getuser() == getpwuid(getuid()).pw_name


def test_who_has_no_name_is_told_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr(operator, "getpwuid", nobody)
    assert operator.getuser() == f"uid-{getuid()}"
