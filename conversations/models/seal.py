"""The signed head of a company's records, one per day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class RecordSeal(models.Model):
    """How many records a company had on a day, and the hash over them in order, signed.

    Days are UTC, so that a company that moves to another time zone has neither gaps nor overlaps;
    every day from the first record on has a seal, also one without records. `signature` covers the
    signature of the day before: seals form a chain of their own (`docs/audit.md`).
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("Day (UTC)")
    count = models.PositiveBigIntegerField("Records")
    records_hash = models.CharField(max_length=64)
    previous_signature = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["company", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "day"], name="seal_one_per_company_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
