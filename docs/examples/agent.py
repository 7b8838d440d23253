"""An agent that is a program: takes customers who wait, greets them, and survives every cut.

    pip install requests websockets
    python agent.py http://127.0.0.1:8000 --email alice@demo.test --password handoff-demo
    python agent.py https://chat.example --key hk_...     # scopes: customers:*, messages:send, events:read

Where it stopped stands in a file, so that it goes on there after a restart. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import requests
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect

SILENCE_SECONDS = 60  # a heartbeat comes every 25 s; without one the line is dead
LONGEST_PAUSE_SECONDS = 30
SIGNED_OUT, NOT_FOR_YOU = 4401, 4403


class Agent:
    """One program at the dashboard's WebSocket, and beside it on REST."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.server = options.server.rstrip("/")
        self.state = Path(options.state)
        self.cursor: int | None = int(self.state.read_text()) if self.state.exists() else None
        self.web = requests.Session()
        self.pause = 0.5

    def sign_in(self) -> None:
        """A key is used as it is; with a password we get a token, which lives an hour."""
        word = self.options.key
        if not word:
            credentials = {"email": self.options.email, "password": self.options.password}
            answer = self.web.post(f"{self.server}/api/auth/login", json=credentials, timeout=20)
            if answer.status_code in (400, 401):
                raise SystemExit(answer.json()["error"])
            answer.raise_for_status()
            word = answer.json()["access"]
        self.web.headers["Authorization"] = f"Bearer {word}"

    def run(self) -> None:
        """Listen for ever; come back after each cut, a little later each time."""
        while True:
            try:
                if "Authorization" not in self.web.headers:
                    self.sign_in()
                self.listen()
            except ConnectionClosed as cut:
                code = cut.rcvd.code if cut.rcvd else None
                if code == NOT_FOR_YOU or (code == SIGNED_OUT and self.options.key):
                    raise SystemExit("These credentials may not listen") from cut
                if code == SIGNED_OUT:
                    del self.web.headers["Authorization"]
                print(f"cut off ({code})", flush=True)
            except (OSError, TimeoutError, InvalidHandshake, requests.RequestException) as fault:
                print(f"cut off ({type(fault).__name__})", flush=True)
            time.sleep(self.pause * (0.5 + random.random()))  # not everybody at the same moment
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)

    def listen(self) -> None:
        """One connection, from the cursor on, until it is cut or silent."""
        since = "" if self.cursor is None else f"?since={self.cursor}"
        address = f"{self.server.replace('http', 'ws', 1)}/api/dashboard/ws{since}"
        proof = {"Authorization": str(self.web.headers["Authorization"])}
        with connect(address, additional_headers=proof) as socket:
            while True:
                self.hear(socket, json.loads(socket.recv(timeout=SILENCE_SECONDS)))

    def hear(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        """Do what a frame asks for, and only then move the cursor: who dies between is told again."""
        match frame["type"]:
            case "connected":
                self.pause = 0.5
                print(f"connected at {frame['cursor']}", flush=True)
                self.ask_who_waits(socket)
            case "resync" | "agent_requested":  # the news may be old: look at how things are now
                self.ask_who_waits(socket)
            case "stopped_customers":
                for customer in frame["data"]["customers"]:
                    if customer["is_assigned_to_me"] or not customer["is_assigned"]:
                        self.welcome(customer["page_id"], customer["customer_id"])
            case "new_message":
                said = frame["data"]
                print(f"{said['chat_id']} {said['author']}: {said['message']}", flush=True)
            case "error":
                print(f"refused: {frame['error']}", flush=True)
        if "cursor" in frame:
            self.cursor = frame["cursor"]
            new = self.state.with_suffix(".new")  # all of it or nothing, whenever we are ended
            new.write_text(str(self.cursor))
            new.replace(self.state)

    def ask_who_waits(self, socket: ClientConnection) -> None:
        socket.send(json.dumps({"type": "get_stopped_customers", "data": {"limit": 200}}))

    def welcome(self, page_id: str, customer_id: str) -> None:
        """Take somebody who waits, and greet them once: the same `client_id` is said once, however
        often we ask, also after we died in between. The next time they wait it is another."""
        address = f"{self.server}/api/dashboard/customers/{requests.utils.quote(customer_id, safe='')}"
        taken = self.web.put(f"{address}/agent", json={"page_id": page_id}, timeout=20)
        if taken.status_code == 409:
            print(f"{customer_id}: {taken.json()['error']}", flush=True)  # somebody was quicker
            return
        if taken.status_code == 404:  # the page or the customer is gone
            return
        taken.raise_for_status()
        customer = taken.json()["customer"]
        print(f"{customer_id}: taken as {customer['agent_name']}", flush=True)
        greeting = {
            "page_id": page_id,
            "message": self.options.say,
            "client_id": f"greeting {customer['stopped_at']}",
        }
        sent = self.web.post(f"{address}/message", json=greeting, timeout=20)
        if sent.ok:
            print(f"{customer_id}: greeted by message {sent.json()['data']['id']}", flush=True)
        elif sent.status_code < 500:  # refused for good: Messenger's rules, or somebody else's now
            print(f"{customer_id}: {sent.json()['error']}", flush=True)
        else:
            sent.raise_for_status()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("--email")
    parser.add_argument("--password")
    parser.add_argument("--key", help="an API key, instead of a password")
    parser.add_argument("--say", default="Hello, how can I help you?", help="the greeting")
    parser.add_argument("--state", default="agent.cursor", help="where to keep the cursor")
    # All that must outlive us stands in the file: nothing to say good-bye to, nothing to wait for.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    Agent(parser.parse_args()).run()


if __name__ == "__main__":
    main()
