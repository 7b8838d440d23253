from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "handoff.mail"
    label = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        from handoff.accounts.events import PasswordResetRequested, UserInvited
        from handoff.mail import posting
        from handoff.news.emitting import subscribe
        from handoff.outbox import kinds

        kinds.register(posting.mail())
        subscribe(PasswordResetRequested, posting.post_password_reset)
        subscribe(UserInvited, posting.post_invitation)
