"""What a request tells a supervisor, and what does not disturb finding it."""

import pytest

from conversations.detection import Request, find_request


def test_returns_the_words_of_the_customer_as_written() -> None:
    request = find_request("Hi!! Can I TALK to a *Real* Person, please?")

    assert request == Request(phrase="TALK to a *Real* Person", language="en", rule="ask + person")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("transfer me to an agent", "connect + person"),
        ("how do I get in touch with an advisor", "contact + person"),
        ("i need a human", "want + person"),
        ("is there a real person I can talk to", "is there + person"),
        ("I don't want to talk to a bot", "no bot"),
        ("agent please", "person alone"),
        ("please call me", "call me"),
        ("can an agent call me", "person + help me"),
        ("is anybody there?", "asks for a person"),
    ],
)
def test_names_the_rule_that_matched(text: str, rule: str) -> None:
    request = find_request(text)

    assert request is not None
    assert request.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        "spaek to a humna",
        "i want to talk to an agnet",
        "reprasentative please",
        "can i talkk to somone",
        "connect me to an oprator",
        "agenttttt pleaseeee",
        "HUMAN!!!!!!",
        "😡😡 human 😡 please 🙏",
        "I don’t want to talk to a bot",
        "dont want to talk to a bot",
        "\uff28\uff35\uff2d\uff21\uff2e please",
        "je veux parler a un operateur",
        "toi muon gap nhan vien tu van",
        "поговорить с опиратором",
    ],
)
def test_forgives_how_it_is_typed(text: str) -> None:
    assert find_request(text) is not None


@pytest.mark.parametrize(
    "text",
    ["I signed a contract with a person", "walk with an agent", "a day at the beach with someone"],
)
def test_takes_no_right_word_for_a_slip(text: str) -> None:
    assert find_request(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "...", "🙂", "\x00", "\ud800", "12345", "'", "*"]
)
def test_finds_nothing_in_next_to_nothing(text: str) -> None:
    assert find_request(text) is None


def test_a_denial_in_one_sentence_leaves_the_next_alone() -> None:
    assert find_request("I don't want a callback. Connect me to an agent now.") is not None


def test_a_refused_bot_is_a_request_although_refused_agents_are_none() -> None:
    assert find_request("i don't want to talk to a machine") is not None
    assert find_request("i don't want to talk to an operator") is None


def test_another_language_does_not_overlook_a_denial() -> None:
    assert find_request("until what time can I contact customer care") is None


def test_one_borrowed_noun_does_not_change_the_language() -> None:
    request = find_request("mujhe customer support executive se baat karni hai")

    assert request is not None
    assert request.language == "hi"
