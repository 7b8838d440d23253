"""Names that several files of this package share."""

MESSENGER_SEND = "messenger.send"
CHECK_PAGE = "messenger.check_page"
