"""Tenancy: every query starts from what the actor may see."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from handoff.actor import Actor

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class TeamQuerySet(models.QuerySet[M_co]):
    """Rows of a table with `company` that a company's team works with."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows of the actor's company; all for a superuser; none for customers."""
        if actor.is_superuser:
            return self.all()
        if actor.company_id is None or not actor.is_team:
            return self.none()
        return self.filter(company=actor.company_id)
