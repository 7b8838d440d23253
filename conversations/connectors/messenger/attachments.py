"""What a message of Messenger shows beside its words. Pure functions, strict about types.

Shapes: Messenger Platform, "Webhook events: messages" and "message_echoes" (read in November
2026): `attachments` is a list of `{"type", "payload": {"url", …}}`. Pictures, sound, video and
files are copied, because their addresses expire. Everything else is kept as words: a place with
its link, a shared page with its title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from conversations.files.incoming import Incoming
from conversations.files.names import shown_name
from conversations.files.types import OTHER
from conversations.models import AttachmentKind

MOST_READ = 30
LONGEST_URL = 4_000
LONGEST_TITLE = 300
THUMBS_UP = frozenset({369239263222822, 369239343222814, 369239383222810})  # three sizes of it
SUFFIXES = {"image": "jpg", "audio": "mp4", "video": "mp4", "file": "bin"}

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`words`: what is said by what is no file, a line each."""

    words: str = ""
    files: tuple[Incoming, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.files)

    def with_words(self, text: str) -> str:
        """The message's own text, and these words below it."""
        return "\n".join(part for part in (text, self.words) if part.strip()) or text


def shown_in(message: Fields) -> Shown:
    """What stands in a message's `attachments`. What cannot be read costs nobody their words."""
    listed = message.get("attachments") or []
    if not isinstance(listed, list):
        listed = [listed]
    read = [read_one(item if isinstance(item, dict) else {}) for item in listed[:MOST_READ]]
    words = [one for one in read if isinstance(one, str)]
    if len(listed) > MOST_READ:
        words.append(f"[{len(listed) - MOST_READ} more, which only Facebook's inbox shows]")
    files = tuple(one for one in read if isinstance(one, Incoming))
    return Shown(words="\n".join(words), files=files)


def read_one(item: Fields) -> Incoming | str:
    """A file to copy, or words."""
    payload = item.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    kind = item.get("type")
    url = web_address(payload.get("url")) or web_address(item.get("url"))
    if payload.get("sticker_id") in THUMBS_UP:
        return "👍"
    if kind in AttachmentKind.values:
        file_kind = AttachmentKind(kind)
        if url:
            return Incoming(kind=file_kind, url=url, name=name_in(url, file_kind))
        return f"[{file_kind.label}, which Messenger did not pass on]"
    if kind == "location":
        return place(item, payload)
    title = short(item.get("title")) or short(payload.get("title")) or title_of_element(payload)
    return " ".join(part for part in (f"[{label(kind)}]", title, url) if part)


def place(item: Fields, payload: Fields) -> str:
    """Where somebody is, as a link that every map opens."""
    title = short(item.get("title"))
    coordinates = payload.get("coordinates")
    coordinates = coordinates if isinstance(coordinates, dict) else {}
    latitude, longitude = coordinates.get("lat"), coordinates.get("long")
    link = ""
    if is_degree(latitude, 90) and is_degree(longitude, 180):
        link = f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    return " ".join(part for part in ("[Location]", title, link) if part)


def is_degree(value: object, most: int) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -most <= float(value) <= most  # type: ignore[arg-type]


def title_of_element(payload: Fields) -> str:
    """The first title of a template, as a shop's product or an echo of one has it."""
    elements = payload.get("elements")
    if isinstance(elements, list) and elements and isinstance(elements[0], dict):
        return short(elements[0].get("title"))
    return short(payload.get("text"))


def label(kind: object) -> str:
    """What an unknown type is called: `Story mention` of `story_mention`."""
    known = {"fallback": "Link", "share": "Link", "template": "Card"}
    if not isinstance(kind, str) or not re.fullmatch(r"[a-z_]{1,40}", kind):
        return "Attachment"
    return known.get(kind) or kind.replace("_", " ").capitalize()


def web_address(value: object) -> str:
    """A link, empty if it is none that a browser or we would follow."""
    if not isinstance(value, str) or len(value) > LONGEST_URL:
        return ""
    is_link = value.startswith(("https://", "http://")) and value.isprintable() and " " not in value
    return value if is_link else ""


def short(value: object) -> str:
    """A title: one line of sound text."""
    if not isinstance(value, str):
        return ""
    sound = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(sound.replace("\0", "\ufffd").split())[:LONGEST_TITLE]


def name_in(url: str, kind: AttachmentKind) -> str:
    """What the file is called, by the last part of its address."""
    try:
        last = unquote(urlsplit(url).path.rpartition("/")[2], errors="replace")
    except ValueError:
        last = ""
    name = shown_name(last, OTHER)
    return f"{kind.value}.{SUFFIXES[kind]}" if name == "file" else name
