import re
from pathlib import Path

import pytest

from cim_graph.settings import Settings, in_force

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()
TABLE = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| `?([^|`]*?)`? \|", README, re.MULTILINE))
HOME = str(Path.home())


def test_every_setting_is_in_the_readme_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TABLE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("NEO4J_USERNAME", raising=False)
    defaults = in_force(Settings(_env_file=None))
    assert {name: told or "not set" for name, told in TABLE.items()} == {
        name: value.replace(HOME, "~") for name, value in defaults.items()
    }
