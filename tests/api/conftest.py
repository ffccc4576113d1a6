"""The scene the API's tests play in: two contractors and an agency, each with a program that asks."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.api.asking import Asker
from tests.support.build import NOW, House, house


@pytest.fixture
def scene(context: Flask) -> Iterator[House]:
    with time_machine.travel(NOW, tick=False):
        yield house()


@pytest.fixture
def manager(context: Flask, scene: House) -> Asker:
    return Asker(context.test_client(), scene.manager_a)


@pytest.fixture
def rival(context: Flask, scene: House) -> Asker:
    return Asker(context.test_client(), scene.manager_b)


@pytest.fixture
def officer(context: Flask, scene: House) -> Asker:
    return Asker(context.test_client(), scene.officer)
