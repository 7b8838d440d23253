"""Facebook Messenger: webhooks come in, the Send API carries messages out.

`webhook` is the door, `translate` reads what comes through it, `receiving` acts on it. `policy`
says what may be sent, `connector` puts it into the outbox, `delivering` carries it out through
`send_api`, whose answers `answers` judges. `echoes` settles what had no answer. `attachments` reads
what stands beside a message's words, `copying` fetches it, `uploads` brings our files to Facebook.
`profiles` asks what a customer is called, through `profile_api`.

`pages` proves whose a page is and has its messages sent to us, by `questions`; `sign_in` finds
pages through Facebook's dialog; `tokens` keeps in mind which tokens died, `checking` tries them
daily. What is sent and what is asked goes by `graph_api`.
"""


def register() -> None:
    """Make the channel's connector and its kind of delivery known. Called once, at start."""
    from conversations import connectors
    from conversations.connectors.messenger.checking import check_page
    from conversations.connectors.messenger.connector import MessengerConnector
    from conversations.connectors.messenger.copying import messenger_copy
    from conversations.connectors.messenger.delivering import messenger_send
    from conversations.connectors.messenger.profiles import messenger_profile
    from conversations.models import Channel
    from conversations.serializers import customer_data, register_subject
    from handoff.outbox import kinds

    register_subject(Channel.MESSENGER, lambda talk: {"customer": customer_data(talk)})
    connectors.register(Channel.MESSENGER, MessengerConnector())
    kinds.register(messenger_send())
    kinds.register(messenger_copy())
    kinds.register(check_page())
    kinds.register(messenger_profile())
