"""What any test configures and commands, and the router takes, is as the schemas say."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import krarup
import pytest
from jsonschema import Draft202012Validator

# So many commands of one run of tests; a validator is slow beside a router.
MOST_COMMANDS = 3_000


@pytest.fixture(autouse=True, scope="session")
def what_is_taken_fits_the_schemas() -> Iterator[None]:
    config_schema = Draft202012Validator(krarup.config_schema())
    command_schema = Draft202012Validator(krarup.command_schema())
    left = iter(range(MOST_COMMANDS))
    new, apply = krarup.Router.__init__, krarup.Router.apply

    def checked_new(self: krarup.Router, config: dict[str, Any], at: Any) -> None:
        new(self, config, at)
        config_schema.validate(config)

    @functools.wraps(apply)
    def checked_apply(
        self: krarup.Router, at: Any, command: dict[str, Any], *rest: Any, **named: Any
    ) -> dict[str, Any]:
        receipt = apply(self, at, command, *rest, **named)
        if next(left, None) is not None:
            command_schema.validate(command)
        return receipt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(krarup.Router, "__init__", checked_new)
        patch.setattr(krarup.Router, "apply", checked_apply)
        yield
