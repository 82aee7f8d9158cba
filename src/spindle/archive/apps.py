from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "spindle.archive"

    def ready(self) -> None:
        from spindle.archive.actions.links import link_past_mail
        from spindle.archive.card import bring_parts
        from spindle.relations.slots import on_address_added

        on_address_added(link_past_mail)
        bring_parts()
