"""What news there is about pages."""

from dataclasses import dataclass
from typing import ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTokenDied(News):
    """Facebook refuses the token of a page, for the first time since it came. Heard by nobody, for
    the mail."""

    type: ClassVar[str] = "page_token_died"
    page_id: int
    company_id: int
