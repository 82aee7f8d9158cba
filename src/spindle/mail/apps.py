from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "spindle.mail"

    def ready(self) -> None:
        from spindle.channels import registry
        from spindle.mail import commands
        from spindle.mail.channel import MailChannel
        from spindle.mail.sharing import SharedAccounts
        from spindle.members import mailboxes

        registry.register(MailChannel())
        mailboxes.register(SharedAccounts())
        commands.bring()
