import pytest

from tests.synthetic.census import Census


@pytest.fixture(scope="session")
def bank() -> Census:
    return Census(6000, 11)
