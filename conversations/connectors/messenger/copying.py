"""The outbox's kind `messenger.copy`: one file that a customer sent, fetched before its address
expires.

Who writes to us chooses what is fetched: a Facebook page passes on addresses, and a stolen app
secret any address. So nothing in a private network is asked (`handoff.outgoing`); only the
simulator may stand there, where it plays Facebook.
"""

from __future__ import annotations

from typing import BinaryIO, cast

from django.conf import settings

from conversations.actions.attaching import COPY
from conversations.actions.copies import mark_copying, mark_lost, mark_stored
from conversations.files.storing import Kept, keep_copy, temporary_file
from conversations.models import Attachment, AttachmentKind
from handoff.files.pictures import PictureUnsafe
from handoff.outbox.kinds import Kind, Refused, Stale, TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outgoing.addresses import is_web_address, origin_of
from handoff.outgoing.asking import Reply, getting
from handoff.outgoing.faults import BrokenOff, OutgoingFault, TimedOut, TooLong, Unreachable

MOST_BYTES = 25 * 1024 * 1024  # Messenger Platform, "Saving assets" (22 April 2026)
SECONDS = 60.0
MAY_PASS = (408, 425, 429)  # and everything from 500 on


def messenger_copy() -> Kind:
    """The kind. Fetching twice does no harm, so a lost worker's try is repeated."""
    return Kind(
        name=COPY,
        deliver=deliver,
        repeatable=True,
        settled=tell,
        retrying=tell,
        lease_seconds=int(SECONDS) + 60,
    )


def deliver(delivery: Delivery) -> None:
    """Fetch and store it. Raises the outcomes of `outbox.kinds`."""
    attachment = Attachment.objects.filter(pk=delivery.payload.get("attachment_id")).first()
    if attachment is None or attachment.message_id is None:
        raise Stale("There is no such message any more")
    if attachment.is_stored:
        return
    kept = fetch(attachment, str(delivery.payload.get("url", "")))
    delivery.payload = {
        **delivery.payload,
        "kept": {"name": kept.name, "media_type": kept.media_type,
                 "size_bytes": kept.size_bytes, "kind": str(kept.kind)},
    }  # fmt: skip


def fetch(attachment: Attachment, url: str) -> Kept:
    """At most 25 MB in at most a minute; no redirect is followed."""
    try:
        with (
            getting(
                url, seconds=SECONDS, most_bytes=MOST_BYTES, allow_private=is_simulators(url)
            ) as reply,
            temporary_file() as file,
        ):
            judge_status(reply)
            for piece in reply.pieces():
                file.write(piece)
            return keep(attachment, cast(BinaryIO, file))
    except TooLong as fault:
        raise Refused("It is larger than 25 MB") from fault
    except (Unreachable, TimedOut, BrokenOff) as fault:
        raise TryAgain(f"Fetching it from Facebook failed: {fault}") from fault
    except OutgoingFault as fault:
        raise Refused(str(fault)) from fault


def is_simulators(url: str) -> bool:
    """Whether the simulator, in Facebook's place, serves this address."""
    graph = settings.MESSENGER_GRAPH_URL
    return settings.SIMULATOR and is_web_address(url) and origin_of(url) == origin_of(graph)


def judge_status(reply: Reply) -> None:
    """Raises `TryAgain` for what may pass, `Refused` for what will not."""
    if reply.status == 200:
        return
    if reply.status in MAY_PASS or reply.status >= 500:
        raise TryAgain(f"Facebook did not give it out (HTTP {reply.status})")
    if 300 <= reply.status < 400:
        raise Refused("Its address leads elsewhere, which is not followed")
    raise Refused(f"Facebook does not have it any more (HTTP {reply.status})")


def keep(attachment: Attachment, file: BinaryIO) -> Kept:
    if not file.tell():
        raise Refused("It is empty")
    try:
        return keep_copy(
            file,
            key=attachment.key,
            name=attachment.name,
            hint=AttachmentKind(attachment.kind),
        )
    except PictureUnsafe as fault:
        raise Refused(fault.text) from fault
    except OSError as fault:
        raise TryAgain("It could not be written to disk") from fault


def tell(delivery: Delivery) -> None:
    """Show on the message what became of it. Runs in the transaction that changes the row."""
    attachment_id = delivery.payload.get("attachment_id")
    if not isinstance(attachment_id, int):
        return
    match delivery.state:
        case DeliveryState.SENT:
            if kept := delivery.payload.get("kept"):
                mark_stored(attachment_id, Kept(**kept))
        case DeliveryState.FAILED | DeliveryState.UNCERTAIN | DeliveryState.CANCELLED:
            mark_lost(attachment_id, delivery.last_error)
        case DeliveryState.DUE:
            mark_copying(attachment_id)
