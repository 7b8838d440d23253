"""Signing a day of records, and checking the signature.

HMAC-SHA256 with a key made from the first of `AUDIT_KEYS`; any of them checks, so that a key can
be replaced without making older seals worthless.
"""

from __future__ import annotations

import json
from datetime import date

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from conversations.audit.days import Day
from conversations.models import RecordSeal

PURPOSE = "handoff.records.seal"


def signature_of(company_id: int, day: Day, previous_signature: str) -> str:
    """The signature of a day that is sealed now. Hex."""
    text = _text(company_id, day.day, day.count, day.hash, previous_signature)
    return _sign(text, settings.AUDIT_KEYS[0])


def is_genuine(seal: RecordSeal) -> bool:
    """Whether we signed this seal as it stands, with a key that is still known."""
    text = _text(seal.company_id, seal.day, seal.count, seal.records_hash, seal.previous_signature)
    return any(
        constant_time_compare(seal.signature, _sign(text, key)) for key in settings.AUDIT_KEYS
    )


def _text(company_id: int, day: date, count: int, records_hash: str, previous: str) -> str:
    return json.dumps([company_id, day.isoformat(), count, records_hash, previous])


def _sign(text: str, secret: str) -> str:
    return salted_hmac(PURPOSE, text, secret=secret, algorithm="sha256").hexdigest()
