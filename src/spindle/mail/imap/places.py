"""Folders, and what each is for: by SPECIAL-USE (RFC 6154), then by name in nine languages, then unknown."""

from dataclasses import dataclass, replace
from enum import StrEnum

from spindle.mail.imap.names import decode
from spindle.mail.imap.responses import Response, values


class FolderPlace(StrEnum):
    """What a folder is for."""

    INBOX = "inbox"
    SENT = "sent"
    TRASH = "trash"
    SPAM = "spam"
    DRAFTS = "drafts"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class FolderInfo:
    """A folder as LIST tells of it. `name` in clear, `raw_name` as on the wire; `place` None: any other folder."""

    name: str
    raw_name: bytes
    delimiter: str | None
    place: FolderPlace | None
    selectable: bool
    flags: frozenset[str]

    @property
    def holds_all_mail(self) -> bool:
        """Gmail's All Mail (\\All): every message but spam and trash is in it, so the labels need no sync."""
        return "\\all" in self.flags

    @property
    def is_view(self) -> bool:
        """A folder whose messages all stand elsewhere too (Gmail's Starred and Important)."""
        return bool(self.flags & {"\\flagged", "\\important"})


_BY_ATTRIBUTE = {
    "\\inbox": FolderPlace.INBOX,
    "\\sent": FolderPlace.SENT,
    "\\trash": FolderPlace.TRASH,
    "\\junk": FolderPlace.SPAM,
    "\\spam": FolderPlace.SPAM,
    "\\drafts": FolderPlace.DRAFTS,
    "\\archive": FolderPlace.ARCHIVE,
    "\\all": FolderPlace.ARCHIVE,
    "\\allmail": FolderPlace.ARCHIVE,
}

# As servers and mail programs name them, case folded: en, nl, it, fr, da, pt-BR, es, de.
_NAMES = {
    FolderPlace.SENT: (
        "sent|sent items|sent messages|sent mail|sent-mail|outbox sent"
        "|verzonden|verzonden items|verzonden berichten|verstuurd|verzonden objecten"
        "|posta inviata|inviata|inviati|elementi inviati|messaggi inviati"
        "|envoyés|messages envoyés|éléments envoyés|courrier envoyé|objets envoyés|envoyes"
        "|sendt|sendt post|sendte elementer|sendte|sendte beskeder"
        "|enviados|itens enviados|e-mails enviados|mensagens enviadas|enviadas"
        "|elementos enviados|mensajes enviados|correo enviado"
        "|gesendet|gesendete objekte|gesendete elemente|gesendete nachrichten|gesendete"
    ),
    FolderPlace.TRASH: (
        "trash|deleted|deleted items|deleted messages|bin|wastebasket"
        "|prullenbak|prullenmand|verwijderd|verwijderde items|verwijderde berichten"
        "|cestino|posta eliminata|eliminata|elementi eliminati|messaggi eliminati"
        "|corbeille|éléments supprimés|messages supprimés|poubelle|supprimés"
        "|papirkurv|slettet post|slettede elementer|slettet|slettede beskeder"
        "|lixeira|itens excluídos|excluídos|mensagens excluídas|lixo"
        "|papelera|elementos eliminados|eliminados|mensajes eliminados|papelera de reciclaje"
        "|papierkorb|gelöschte objekte|gelöschte elemente|gelöscht|geloescht"
    ),
    FolderPlace.SPAM: (
        "spam|junk|junk e-mail|junk email|junk mail|bulk mail|bulk|spambox"
        "|ongewenste e-mail|ongewenste mail|ongewenst|ongewenste berichten|reclame"
        "|posta indesiderata|indesiderata"
        "|courrier indésirable|indésirables|indésirable|pourriel|spams"
        "|uønsket post|uønsket mail|uønsket e-mail|uønsket"
        "|lixo eletrônico|lixo eletronico"
        "|correo no deseado|no deseado|correo basura"
        "|junk-e-mail|spamverdacht|unerwünscht|werbung"
    ),
    FolderPlace.DRAFTS: (
        "drafts|draft"
        "|concepten|concept|klad"
        "|bozze|bozza"
        "|brouillons|brouillon"
        "|kladder|kladde|udkast"
        "|rascunhos|rascunho"
        "|borradores|borrador"
        "|entwürfe|entwurf|entwuerfe"
    ),
    FolderPlace.ARCHIVE: (
        "archive|archives|archived|all mail"
        "|archief|alle berichten|alle e-mail"
        "|archivio|archiviati|tutti i messaggi"
        "|archivé|archivés|tous les messages"
        "|arkiv|arkiver|al post"
        "|arquivo|arquivados|arquivo morto|todos os e-mails"
        "|archivo|archivados|todos"
        "|archiv|archiviert|alle nachrichten"
    ),
}
_BY_NAME = {name: place for place, names in _NAMES.items() for name in names.split("|")}
# Folders that hold the special ones, where not the top level does.
_PARENTS = frozenset({"", "inbox", "[gmail]", "[google mail]"})


def read_folder(response: Response) -> FolderInfo | None:
    """One answer to LIST; its place by attribute only. None if it names no folder. Malformed if it is garbage."""
    found = values(response, len(b"* LIST"))
    if len(found) < 3 or not isinstance(found[0], list) or not isinstance(found[2], bytes) or not found[2]:
        return None
    flags = frozenset(flag.decode("ascii", "replace").lower() for flag in found[0] if isinstance(flag, bytes))
    delimiter = found[1].decode("ascii", "replace") if isinstance(found[1], bytes) and found[1] else None
    name = decode(found[2])
    place = FolderPlace.INBOX if name.upper() == "INBOX" else _place_by_attribute(flags)
    selectable = not flags & {"\\noselect", "\\nonexistent"}
    return FolderInfo(name, found[2], delimiter, place, selectable, flags)


def with_places(folders: list[FolderInfo]) -> list[FolderInfo]:
    """The same folders, with a place by name for each purpose that no attribute gave; the first name wins."""
    taken = {folder.place for folder in folders if folder.place is not None}
    result = []
    for folder in folders:
        place = _place_by_name(folder)
        if folder.place is None and folder.selectable and place is not None and place not in taken:
            taken.add(place)
            folder = replace(folder, place=place)
        result.append(folder)
    return result


def _place_by_attribute(flags: frozenset[str]) -> FolderPlace | None:
    return next((place for attribute, place in _BY_ATTRIBUTE.items() if attribute in flags), None)


def _place_by_name(folder: FolderInfo) -> FolderPlace | None:
    parent, last = "", folder.name
    if folder.delimiter:
        parent, _, last = folder.name.rpartition(folder.delimiter)
    if parent.casefold() not in _PARENTS:
        return None
    return _BY_NAME.get(last.strip().casefold())
