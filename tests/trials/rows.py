"""More rows of any model: copies of one that is there, different only where they must be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

OWN_APPS = ("handoff.", "customers", "conversations", "livechat")
_number = count(10**6)


def own_models() -> list[type[models.Model]]:
    """The models of this project, in the order of their names."""
    configs = [app for app in apps.get_app_configs() if app.name.startswith(OWN_APPS)]
    found = [model for app in configs for model in app.get_models()]
    return sorted(found, key=lambda model: model._meta.label)


def more(model: type[models.Model], how_many: int) -> None:
    """Add rows. What a row may share with others (its company, its conversation) they share."""
    pattern = model._default_manager.order_by("pk").first() or baked(model)
    for _ in range(how_many):
        copy(pattern)


def baked(model: type[models.Model]) -> models.Model:
    """A first row, with something in each field that must be filled."""
    values: dict[str, Any] = {}
    for field in own_fields(model):
        if isinstance(field, models.AutoField) or field.null or field.has_default() or field.blank:
            continue
        if isinstance(field, models.ForeignKey):
            values[field.name] = a_row_of(field)
        elif field.choices:
            values[field.name] = field.flatchoices[0][0]
        else:
            values[field.name] = something_for(field)
    return model._default_manager.create(**values)


def a_row_of(field: models.ForeignKey[Any, Any]) -> models.Model:
    related: type[models.Model] = field.remote_field.model
    return related._default_manager.order_by("pk").first() or baked(related)


def something_for(field: models.Field[Any, Any]) -> object:
    match field:
        case models.DateTimeField():
            return timezone.now()
        case models.DateField():
            return timezone.now().date()
        case models.IntegerField() | models.FloatField():
            return 1
        case models.BooleanField():
            return False
        case models.JSONField():
            return {}
    return "x"


def copy(row: models.Model) -> models.Model:
    """Another row like this one, saved."""
    model = type(row)
    values = {
        field.attname: getattr(row, field.attname)
        for field in own_fields(model)
        if not isinstance(field, models.AutoField)
    }
    for field in [field for field in own_fields(model) if must_differ(field)]:
        values[field.attname] = another(field, getattr(row, field.attname))
    return model._default_manager.create(**values)


def own_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def must_differ(field: models.Field[Any, Any]) -> bool:
    """Whether two rows with the same value would break a rule of the database."""
    if isinstance(field, models.AutoField):
        return False
    if field.unique:
        return True
    model = field.model
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return any(field.name == last_plain(model, rule.fields) for rule in rules)


def last_plain(model: type[models.Model], names: Sequence[str]) -> str:
    """The one field of a rule that is made to differ: the last that is no relation, if any is."""
    plain = [name for name in names if not model._meta.get_field(name).is_relation]
    return (plain or list(names) or [""])[-1]


def another(field: models.Field[Any, Any], value: Any) -> Any:
    """A value that no other row has."""
    number = next(_number)
    if value in (None, ""):
        return value
    if isinstance(field, models.ForeignKey):
        related = field.remote_field.model
        return copy(related._default_manager.get(pk=value)).pk
    if isinstance(value, datetime | date):
        return value + timedelta(days=number % 10**5 % 3_000 + 1)
    if isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField):
        return number % 30_000
    if isinstance(value, int):
        return number
    longest = getattr(field, "max_length", None) or 100
    return f"{number}{value}"[:longest]
