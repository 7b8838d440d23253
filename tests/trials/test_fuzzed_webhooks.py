"""Two thousand webhooks, sound, broken and forged: each is answered as documented, nothing is
logged as a fault, and every sound message among them is stored exactly once.

`FUZZ_SEED` in the environment repeats a run.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
import requests

from conversations.models import Author, Bot, Message
from customers.models import Page
from tests.cast import JOHN_ID
from tests.databases import once
from tests.trials.consistency import assert_consistent
from tests.trials.fuzzed_webhooks import Facebook, Post
from tests.trials.house import House, Server

pytestmark = [once, pytest.mark.django_db(transaction=True)]

SEED = os.environ.get("FUZZ_SEED", "webhooks-1")
POSTS = 2_000
SENDERS = 4  # at a time, as Facebook posts
CUSTOMERS = [JOHN_ID, "1", "x", "8708957485860082", "a" * 64]


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    with House(tmp_path, WORKER_IN_SERVER="false") as house:
        yield house.server()


def post_all(server: Server, facebook: Facebook, count: int) -> list[tuple[Post, int]]:
    """Post one after the other; each with the status of its answer."""
    answered = []
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(count):
            post = facebook.post()
            answer = session.post(
                f"{server.base}/webhooks/messenger",
                data=post.body,
                headers={"X-Hub-Signature-256": post.signature.encode()},
                timeout=20,
            )
            answered.append((post, answer.status_code))
    return answered


def test_two_thousand_fuzzed_webhooks(server: Server, page: Page, bot: Bot) -> None:
    facebooks = [
        Facebook(Random(f"{SEED}/{number}"), f"{number}", page.page_id, CUSTOMERS)
        for number in range(SENDERS)
    ]
    with ThreadPoolExecutor(SENDERS) as pool:
        posting = [
            pool.submit(post_all, server, facebook, POSTS // SENDERS) for facebook in facebooks
        ]
        answered = [pair for future in posting for pair in future.result()]

    seed = f"FUZZ_SEED={SEED}"
    for post, status in answered:
        assert status in post.statuses, f"{seed} {status}: {post.body[:2000]!r}"
    counted = Counter(status for _, status in answered)
    assert len(answered) == POSTS
    assert all(counted[status] >= 10 for status in (200, 400, 403, 413)), counted

    expected = {mid: text for post, _ in answered for mid, text in post.texts.items()}
    stored = Message.objects.filter(author=Author.CUSTOMER)
    texts = {
        mid: text for mid, text in stored.values_list("provider_id", "text") if mid in expected
    }
    assert texts == expected, seed  # once each: `provider_id` is unique on its page
    forged = [post.body for post, status in answered if status == 403]
    assert len(expected) > POSTS / 2
    assert len(forged) > POSTS / 20
    mids = stored.exclude(provider_id="").values_list("provider_id", flat=True)
    assert not [mid for mid in mids if any(f'"{mid}"'.encode() in body for body in forged)]
    assert_consistent()
