"""How the gateways themselves say no."""

import math
from http import HTTPStatus
from typing import ClassVar

from handoff.errors import HandoffError


class TooManyRequests(HandoffError):
    """Past a limit. `retry_after_seconds` says when to try again."""

    code, status = "too_many_requests", HTTPStatus.TOO_MANY_REQUESTS
    what: ClassVar[str] = "messages"

    def __init__(self, retry_after_seconds: float) -> None:
        self.retry_after_seconds = math.ceil(retry_after_seconds * 1000) / 1000
        whole = max(1, math.ceil(retry_after_seconds))
        super().__init__(f"Too many {self.what}, try again in {whole} second{'s' * (whole > 1)}")


class TooManyRefused(TooManyRequests):
    code, what = "too_many_refused", "refused connections"
