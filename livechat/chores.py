"""What is looked after from time to time."""

from handoff import chores
from handoff.chores import Chore
from livechat.actions.returning import return_forsaken_chats
from livechat.actions.routing import route_queues
from livechat.queueing import tell_queues

TELL_EVERY_SECONDS = 15.0
RETURN_EVERY_SECONDS = 15.0
ROUTE_EVERY_SECONDS = 1.0


def register() -> None:
    chores.register(Chore("tell the queues", TELL_EVERY_SECONDS, tell_queues))
    chores.register(Chore("return forsaken chats", RETURN_EVERY_SECONDS, return_forsaken_chats))
    chores.register(Chore("route the queues", ROUTE_EVERY_SECONDS, route_queues))
