"""Tables of the gateways."""

from handoff.realtime.pusher.models import Grant, Subscription, SwitchboardProcess

__all__ = ["Grant", "Subscription", "SwitchboardProcess"]
