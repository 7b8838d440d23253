"""The peer of `sockets.py`: stores a message under a condition and tells all who are connected.

    python benchmarks/peers/bare_sockets.py PORT

The address of the database comes from DATABASE_URL. No rights, no limits, no resuming, one company.
"""

import asyncio
import json
import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "handoff.settings"

import django

django.setup()

from django.db import connection
from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks.peers.bare_sql import store
from conversations.models import Conversation

THREADS = ThreadPoolExecutor(1 if connection.vendor == "sqlite" else 8)
sockets: set[ServerConnection] = set()


def stored(order: dict[str, int | str]) -> str:
    conversation = Conversation.objects.get(pk=order["conversation_id"])
    number = store(conversation, int(order["agent_id"]), str(order["message"]))
    connection.close_if_unusable_or_obsolete()
    return json.dumps({"type": "new_message", "data": {**order, "id": number}})


async def serve_one(socket: ServerConnection) -> None:
    sockets.add(socket)
    try:
        async for frame in socket:
            loop = asyncio.get_running_loop()
            broadcast(sockets, await loop.run_in_executor(THREADS, stored, json.loads(frame)))
            await socket.send('{"type": "message_sent"}')
    finally:
        sockets.discard(socket)


async def main() -> None:
    logging.getLogger("websockets").setLevel(logging.WARNING)
    async with serve(serve_one, "127.0.0.1", int(sys.argv[1]), compression=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
