"""What the command is told, and what it says."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conversations.models import Message
from handoff.accounts.models import Company, User
from handoff.management.mongo.progress import Progress
from tests.mongo.conftest import Bring
from tests.mongo.dumps import (
    Document,
    alice,
    customer,
    import_dump,
    message,
    page,
    user,
    write_dump,
    write_file,
)

pytestmark = pytest.mark.django_db


def whole() -> dict[str, list[Document]]:
    return {
        "users": [alice()],
        "pages": [page()],
        "customers": [customer()],
        "messages": [message(number) for number in range(1, 4)],
    }


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("place", [".", "hotel_db"], ids=["flat", "database folder"])
def test_finds_the_files_where_mongodump_puts_them(
    hotel: Company, tmp_path: Path, place: str, zipped: bool
) -> None:
    write_dump(tmp_path / "dump" / place, whole(), zipped=zipped)
    (tmp_path / "dump" / "admin").mkdir()
    write_file(tmp_path / "dump" / "admin", "system.users", b"")

    assert import_dump(tmp_path / "dump").count("messages") == (3, 0, 0)


def test_refuses_what_is_no_dump_in_a_sentence(hotel: Company, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        import_dump_of(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match=r"holds none of users\.bson"):
        import_dump_of(tmp_path / "empty")
    write_dump(tmp_path / "two" / "a", whole())
    write_dump(tmp_path / "two" / "b", whole())
    with pytest.raises(CommandError, match="several databases"):
        import_dump_of(tmp_path / "two")
    write_dump(tmp_path / "both", whole())
    write_dump(tmp_path / "both", whole(), zipped=True)
    with pytest.raises(CommandError, match="plain and as"):
        import_dump_of(tmp_path / "both")


def import_dump_of(folder: Path) -> None:
    call_command("import_mongo", str(folder), "--company", "hotel-abc", stdout=io.StringIO())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Say into which company"),
        (["--company", "nobody"], "There is no company 'nobody'"),
        (["--map", "A"], "--map takes ID=SLUG"),
        (["--map", "A=nobody"], "There is no company 'nobody'"),
        (["--company", "hotel-abc", "--role", "owner=king"], "--role takes OLD=ROLE"),
        (["--company", "hotel-abc", "--bot", "clippy"], "no kind of bot 'clippy'"),
        (["--company", "No Slug", "--create-as", "Inn"], "This company cannot be made"),
    ],
)
def test_refuses_what_it_cannot_understand(bring: Bring, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        bring(*options, company="")


def test_refuses_to_mix_companies_before_it_writes(bring: Bring) -> None:
    people = [user(1, company_id="A"), user(2, company_id="A"), user(3, company_id="B")]

    with pytest.raises(CommandError, match=r"A \(2\), B \(1\).*--map ID=SLUG"):
        bring("--create-as", "Inn", company="inn", users=people, pages=[], customers=[])

    assert not Company.objects.filter(slug="inn").exists()
    assert not User.objects.exists()


def test_makes_the_company_when_told_its_name(bring: Bring) -> None:
    bring("--create-as", "New Inn", company="new-inn", messages=[message(1)])

    assert Company.objects.get(slug="new-inn").name == "New Inn"
    assert Message.objects.get().company.slug == "new-inn"


def test_says_what_came_over_in_words_and_as_json(bring: Bring) -> None:
    told = bring(messages=[message(1), message(2, message="")])

    assert "messages              2            1            0            1" in told.text
    assert "messages, left out, no_text: 1. It has no text" in told.text
    [finding] = [each for each in told.report["not_understood"] if each["reason"] == "no_text"]
    assert finding["collection"] == "messages"
    assert finding["effect"] == "left out"
    assert json.dumps(told.report)


def test_of_many_examples_the_report_shows_a_few(bring: Bring) -> None:
    told = bring(messages=[message(number, message="") for number in range(1, 300)])

    assert told.reasons("messages") == {"no_text": 299}
    assert len(told.examples("no_text")) == 5


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_shows_a_bar_on_a_terminal_and_plain_lines_elsewhere(bring: Bring, tmp_path: Path) -> None:
    plain = bring(messages=[message(1)]).text
    assert "Writing messages                    1 of 1 (100%" in plain
    assert "\r" not in plain
    assert "#" not in plain

    terminal = Terminal()
    call_command("import_mongo", str(tmp_path / "dump"), "--company", "hotel-abc", stdout=terminal)
    assert "\r[##############################] Writing messages" in terminal.getvalue()


def test_a_long_stretch_says_now_and_then_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("handoff.management.mongo.progress.time.monotonic", lambda: next(clock))
    out = io.StringIO()
    progress = Progress(out)
    progress.begin("Reading x", 100)

    for done in range(1, 31):
        progress.reach(done)

    lines = out.getvalue().splitlines()
    assert 3 <= len(lines) <= 10
    assert all("of 100" in line for line in lines)
