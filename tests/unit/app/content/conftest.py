"""A laptop that is up to date, and the client of the conformance cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.content.result import Kind
from tests.fakes.publisher import GUIDE, Publisher
from tests.fakes.servers.web import Web
from tests.unit.app.content.client import Client
from tests.unit.app.content.world import World, world


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[World]:
    """A laptop that has got v1 and v2 of a guide."""
    with world(tmp_path) as made:
        assert made.refresh().kind is Kind.NEW
        made.desk.put(GUIDE, b"second edition")
        made.desk.publish("guides")
        assert made.refresh().kind is Kind.NEW
        yield made


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    repo = Publisher(bare=True)
    with Web(repo.public) as web:
        made = Client(repo, web, tmp_path)
        assert made.init() == 0
        yield made
