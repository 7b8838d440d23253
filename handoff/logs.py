"""What is written to the logs: everything but secrets that stand in an address.

A WebSocket may carry `?token=`, a send to Facebook its `access_token` and `appsecret_proof`, and
uvicorn and requests print whole addresses. So the last step of formatting hides them, in
tracebacks as well.
"""

import logging
import re

SECRET_IN_ADDRESS = re.compile(
    r"""([?&](?:code|[\w.%-]*(?:token|secret|signature|proof|key|password)[\w.%-]*)=)[^&\s"'#]+""",
    re.IGNORECASE,
)


class SecretsHidden(logging.Formatter):
    """A formatter that leaves out the values of query parameters whose names speak of secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_IN_ADDRESS.sub(r"\1***", super().format(record))
