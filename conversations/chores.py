"""What is looked after from time to time."""

from conversations.actions.accepting import go_on_with_handovers
from conversations.actions.offering import expire_handovers
from conversations.actions.sealing import seal_what_is_finished
from conversations.actions.waiting import remind_of_waiting
from conversations.connectors.messenger import checking
from conversations.files.sweeping import sweep
from handoff import chores
from handoff.chores import Chore
from handoff.files.sweeping import SWEEP_EVERY_SECONDS

REMIND_EVERY_SECONDS = 1.0
SEAL_EVERY_SECONDS = 600.0
HANDOVERS_EVERY_SECONDS = 1.0
EXPIRE_EVERY_SECONDS = 60.0


def register() -> None:
    chores.register(Chore("remind of waiting", REMIND_EVERY_SECONDS, remind_of_waiting))
    chores.register(
        Chore("check page tokens", checking.LOOK_EVERY_SECONDS, checking.schedule_checks)
    )
    chores.register(Chore("seal records", SEAL_EVERY_SECONDS, seal_what_is_finished))
    chores.register(Chore("sweep files", SWEEP_EVERY_SECONDS, sweep))
    chores.register(Chore("pass on handovers", HANDOVERS_EVERY_SECONDS, go_on_with_handovers))
    chores.register(Chore("expire handovers", EXPIRE_EVERY_SECONDS, expire_handovers))
