"""Why Facebook refuses a token, in words for admins.

Source: Graph API, "Handle errors", and "Debug access token errors" (Facebook Login), read in
November 2026. Code 190 is the token's; 102 is an older name for the same, with the same subcodes.
"""

from __future__ import annotations

from handoff.outbox.kinds import Refused

TOKEN_CODES = {102, 190}

WHY = {
    458: "Whoever connected the page has removed the app from their Facebook account.",
    459: "Facebook wants whoever connected the page to sign in at facebook.com and confirm who "
    "they are.",
    460: "The Facebook password of whoever connected the page was changed, or Facebook ended their "
    "sessions to be safe.",
    463: "The token has expired.",
    464: "The Facebook account of whoever connected the page is not confirmed; Facebook wants them "
    "to sign in at facebook.com.",
    467: "The token is not valid: it was revoked, or the person it belongs to signed out.",
    492: "Whoever connected the page has no role on it any more that allows this.",
}
OTHERWISE = "Facebook says that the token is not valid any more."


class TokenDied(Refused):
    """The Graph API refuses the token. Its text is for agents, `why` for those who can mend it."""

    def __init__(self, subcode: int = 0) -> None:
        super().__init__(
            "The page's connection to Facebook has ended; an admin has to connect it again"
        )
        self.subcode = subcode
        self.why = WHY.get(subcode, OTHERWISE)
