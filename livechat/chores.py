"""What is looked after from time to time."""

from handoff import chores
from handoff.chores import Chore
from livechat.queueing import tell_queues

TELL_EVERY_SECONDS = 15.0


def register() -> None:
    chores.register(Chore("tell the queues", TELL_EVERY_SECONDS, tell_queues))
