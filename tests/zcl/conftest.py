"""The fixture `road`: the ways to read and write typed values that this run has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.zcl.roads import PYTHON, compiled
from zwcodec.runtime import BACKEND


@pytest.fixture(scope="module", params=["python", "cython"] if BACKEND == "cython" else ["python"])
def road(request: pytest.FixtureRequest) -> Any:
    return PYTHON if request.param == "python" else compiled()
