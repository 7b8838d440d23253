"""What can be amiss with a document, in words. The report names these."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a document was left out, or what was changed in one that came over."""

    FILE_MISSING = "file_missing"
    FILE_BROKEN = "file_broken"
    DOCUMENT_BROKEN = "document_broken"

    FIELD_MISSING = "field_missing"
    WRONG_TYPE = "wrong_type"
    DUPLICATE = "duplicate"
    COMPANY_UNKNOWN = "company_unknown"
    COMPANY_CONTRADICTS_PAGE = "company_contradicts_page"
    EMAIL_INVALID = "email_invalid"
    EMAIL_TAKEN = "email_taken"
    ROLE_UNKNOWN = "role_unknown"
    PAGE_UNKNOWN = "page_unknown"
    PAGE_OF_ANOTHER_COMPANY = "page_of_another_company"
    CUSTOMER_MISSING = "customer_missing"
    AUTHOR_CONTRADICTORY = "author_contradictory"
    AUTHOR_UNKNOWN = "author_unknown"
    NO_TEXT = "no_text"
    NO_TIME = "no_time"
    NOT_STORED = "not_stored"

    TIME_UNREADABLE = "time_unreadable"
    TIME_FROM_ID = "time_from_id"
    TEXT_CUT = "text_cut"
    NUL_REMOVED = "nul_removed"
    PASSWORD_UNUSABLE = "password_unusable"  # noqa: S105  (a reason, not a password)
    TOKEN_MISSING = "token_missing"  # noqa: S105
    STOP_UNCLEAR = "stop_unclear"
    NO_BOT = "no_bot"
    AGENT_UNKNOWN = "agent_unknown"
    AGENT_THOUGH_NOT_STOPPED = "agent_though_not_stopped"
    ENDS_CONTRADICT_AUTHOR = "ends_contradict_author"
    ID_SHARED = "id_shared"
    AFTER_NEWER = "after_newer"


MEANINGS: dict[Reason, str] = {
    Reason.FILE_MISSING: "The dump has no such file.",
    Reason.FILE_BROKEN: "The file is cut off or is no BSON; nothing behind this point was read.",
    Reason.DOCUMENT_BROKEN: "The document is no valid BSON.",
    Reason.FIELD_MISSING: "A field is missing or empty, and there is nothing without it.",
    Reason.WRONG_TYPE: "A field holds something else than it should; it was read as empty.",
    Reason.DUPLICATE: "The dump holds it twice; the first one counts.",
    Reason.COMPANY_UNKNOWN: "Nobody said where this company's documents belong (--map ID=SLUG).",
    Reason.COMPANY_CONTRADICTS_PAGE: "The document names another company than its page does.",
    Reason.EMAIL_INVALID: "This is no e-mail address.",
    Reason.EMAIL_TAKEN: "Somebody outside of this company signs in with this address.",
    Reason.ROLE_UNKNOWN: "There is no such role here (--role OLD=agent says what it means).",
    Reason.PAGE_UNKNOWN: "Neither the dump nor this installation has the page.",
    Reason.PAGE_OF_ANOTHER_COMPANY: "The page belongs to another company here.",
    Reason.CUSTOMER_MISSING: "The customer is neither in the dump (or was left out) nor here.",
    Reason.AUTHOR_CONTRADICTORY: "It says that a bot wrote it and that a person did.",
    Reason.AUTHOR_UNKNOWN: "The page sent it, without saying whether bot or person (--unmarked).",
    Reason.NO_TEXT: "It has no text; attachments alone are not brought over.",
    Reason.NO_TIME: "It has no time that could be read.",
    Reason.NOT_STORED: "The database refused it.",
    Reason.TIME_UNREADABLE: "A time could not be read or is out of reason; it was read as empty.",
    Reason.TIME_FROM_ID: "It had no time of its own; the moment in its _id was taken.",
    Reason.TEXT_CUT: "A text was longer than allowed, and was cut.",
    Reason.NUL_REMOVED: "A text held NUL characters, which were taken out.",
    Reason.PASSWORD_UNUSABLE: "The password is no bcrypt hash of usual cost: it must be set anew.",
    Reason.TOKEN_MISSING: "The page came without an access token; nothing can be sent from it yet.",
    Reason.STOP_UNCLEAR: "`stop` was missing (read as false) or unreadable (a person is wanted).",
    Reason.NO_BOT: "The bot answered, but the page has none here: the customer waits (--bot KIND).",
    Reason.AGENT_UNKNOWN: "The agent is not on the company's active team; the name alone was kept.",
    Reason.AGENT_THOUGH_NOT_STOPPED: "An agent was assigned though the bot answered; it goes on.",
    Reason.ENDS_CONTRADICT_AUTHOR: "The customer's id sent it, but it is marked as the page's.",
    Reason.ID_SHARED: "Another message has its Messenger id; it is known by its _id instead.",
    Reason.AFTER_NEWER: "Newer messages were here already; it stands after them.",
}
