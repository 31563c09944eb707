"""The compose file, as far as it can be checked without a container engine."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cim_graph.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]


def test_it_fits_the_compose_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(  # noqa: S603
        [*command, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_health_check_and_keeps_what_it_writes(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["volumes"]


def test_there_is_no_default_password() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert text.count("${NEO4J_PASSWORD") == text.count("${NEO4J_PASSWORD:?set NEO4J_PASSWORD") == len(SERVICES)


def test_the_database_is_the_one_that_is_tested_with() -> None:
    assert SERVICES["neo4j"]["image"] == f"neo4j:{Settings.model_fields['neo4j_version'].default}"


def test_nothing_is_published_beyond_this_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port.split(":")[0] for port in ports] == ["127.0.0.1"]


def test_the_api_waits_for_the_database_and_reads_what_it_is_given() -> None:
    api = SERVICES["api"]
    assert api["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    known = {"NEO4J_URI", "NEO4J_PASSWORD", "CIM_AUTH", "CIM_OIDC_ISSUER"}
    assert set(api["environment"]) == known
