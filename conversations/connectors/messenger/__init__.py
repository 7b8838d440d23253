"""Facebook Messenger: webhooks come in, the Send API carries messages out.

`webhook` is the door, `translate` reads what comes through it, `receiving` acts on it. `policy`
says what may be sent, `connector` puts it into the outbox, `delivering` carries it out through
`send_api`, whose answers `answers` judges. `echoes` settles what had no answer. `profiles` asks
what a customer is called, through `profile_api`.
"""


def register() -> None:
    """Make the channel's connector and its kind of delivery known. Called once, at start."""
    from conversations import connectors
    from conversations.connectors.messenger.connector import MessengerConnector
    from conversations.connectors.messenger.delivering import messenger_send
    from conversations.connectors.messenger.profiles import messenger_profile
    from conversations.models import Channel
    from conversations.serializers import customer_data, register_subject
    from handoff.outbox import kinds

    register_subject(Channel.MESSENGER, lambda talk: {"customer": customer_data(talk)})
    connectors.register(Channel.MESSENGER, MessengerConnector())
    kinds.register(messenger_send())
    kinds.register(messenger_profile())
