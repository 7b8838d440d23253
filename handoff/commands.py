"""An order comes in: a name, the serializer that reads its input, the action that carries it out.

Rooms register their commands in `AppConfig.ready`. Doors call `run` and know none of them by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.serializers import CharField, Field, Serializer
from rest_framework.settings import api_settings

from handoff import scopes
from handoff.actor import Actor
from handoff.errors import Invalid, sentence_from


def look_for_nothing(actor: Actor, named: Mapping[str, Any]) -> None:
    """What an order is about is told with the rest of its faults."""


@dataclass(frozen=True, slots=True)
class Command:
    """`action(actor, **validated input)`, then `output(result)`: JSON values only.

    `scope` is what an API key must have for it; empty: no key may. `look_for` raises `NotFound`
    where what the order is about is not there, given the fields that are sound: that is told before
    what is wrong with the others.
    """

    name: str
    input: type[Serializer[Any]]
    action: Callable[..., Any]
    output: Callable[[Any], dict[str, Any]]
    scope: str = ""
    look_for: Callable[[Actor, Mapping[str, Any]], None] = look_for_nothing


_commands: dict[str, Command] = {}


def register(*commands: Command) -> None:
    """Make orders known. A name can be taken once."""
    for command in commands:
        if command.name in _commands:
            raise ValueError(f"The command {command.name!r} is registered twice.")
        _commands[command.name] = command


def run(actor: Actor, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out an order and return its output.

    Raises `Invalid`, `MissingScope`, `NotForKeys` and whatever its action raises.
    """
    command = _commands[name]
    scopes.require(actor, command.scope)
    try:
        values = read_input(command.input, data)
    except Invalid as refusal:
        faults = refusal.details or data  # nested too deeply: nothing of it can be used
        command.look_for(actor, {name: data[name] for name in data if name not in faults})
        raise
    return command.output(command.action(actor, **values))


def read_input(serializer_class: type[Serializer[Any]], data: Mapping[str, Any]) -> dict[str, Any]:
    """Checked input as keyword arguments. Raises `Invalid` with the fields at fault."""
    serializer = serializer_class(data=data)
    try:
        if serializer.is_valid():
            return dict(serializer.validated_data)
    except RecursionError:  # a field writes out what it was given, however deep that is
        raise Invalid("The request is nested too deeply") from None
    details = {
        "request" if field == api_settings.NON_FIELD_ERRORS_KEY else field: [
            str(reason) for reason in flatten(reasons)
        ]
        for field, reasons in serializer.errors.items()
    }
    raise Invalid(sentence_from(details), details=details)


class NullIsAbsent(Serializer[Any]):
    """Input whose optional fields may be null, which is as good as leaving them out: forms send
    null where nobody wrote."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            data = {name: value for name, value in data.items() if not self._is_blank(name, value)}
        return super().to_internal_value(data)

    def _is_blank(self, name: str, value: object) -> bool:
        field: Field[Any, Any, Any, Any] | None = self.fields.get(name)
        return value is None and field is not None and not field.required


class Words(CharField):
    """What a person writes. DRF would also take a number, and write it out: 1e400 as "inf"."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


def flatten(reasons: Any) -> list[Any]:
    """The sentences of one field, whatever its nesting."""
    if isinstance(reasons, Mapping):
        return [leaf for value in reasons.values() for leaf in flatten(value)]
    if isinstance(reasons, list | tuple):
        return [leaf for value in reasons for leaf in flatten(value)]
    return [reasons]
