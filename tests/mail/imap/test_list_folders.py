"""Folders and what they are for: by attribute, by name in each language, below a prefix, on Gmail."""

import pytest

from spindle.mail.imap.errors import UnsafeArgument
from spindle.mail.imap.names import decode, encode
from spindle.mail.imap.places import FolderInfo, FolderPlace, read_folder, with_places
from tests.mail.imap.sessions import open_session, response
from tests.peers.dovecot import Dovecot
from tests.peers.dovecot_config import REV1_ONLY, Settings
from tests.peers.mailbox import Mailbox, new_mailbox

INBOX, SENT, TRASH = FolderPlace.INBOX, FolderPlace.SENT, FolderPlace.TRASH
SPAM, DRAFTS, ARCHIVE = FolderPlace.SPAM, FolderPlace.DRAFTS, FolderPlace.ARCHIVE


def _listed(*lines: str) -> list[FolderInfo]:
    found = [read_folder(response(line.encode() + b"\r\n")) for line in lines]
    return with_places([folder for folder in found if folder is not None])


def _places(folders: list[FolderInfo]) -> dict[str, FolderPlace | None]:
    return {folder.name: folder.place for folder in folders}


def test_by_special_use(mailbox: Mailbox) -> None:
    mailbox.server.create(mailbox.user, "Projects")
    with open_session(mailbox) as session:
        places = _places(session.folders())
    assert places == {
        "INBOX": INBOX, "Sent": SENT, "Trash": TRASH, "Junk": SPAM, "Drafts": DRAFTS, "Archive": ARCHIVE, "Projects": None,
    }  # fmt: skip


def test_by_name_below_a_prefix_on_a_server_that_knows_nothing_else() -> None:
    settings = Settings(capability=REV1_ONLY, special_use=False, prefix="INBOX.", separator=".")
    with Dovecot(settings=settings) as server:
        mailbox = new_mailbox(server)
        with open_session(mailbox) as session:
            places = _places(session.folders())
    assert places["INBOX.Sent"] is SENT
    assert places["INBOX.Junk"] is SPAM


def test_the_prefix_is_known() -> None:
    settings = Settings(prefix="INBOX.", separator=".")
    with Dovecot(settings=settings) as server, open_session(new_mailbox(server)) as session:
        assert session.prefix == "INBOX."


@pytest.mark.parametrize(
    ("names", "place"),
    [
        ("Sent Items|Verzonden items|Posta inviata|Éléments envoyés|Sendt post|Itens enviados|Elementos enviados|Gesendete Objekte", SENT),
        ("Deleted Items|Prullenbak|Cestino|Corbeille|Slettet post|Lixeira|Papelera|Papierkorb", TRASH),
        ("Junk E-mail|Ongewenste e-mail|Posta indesiderata|Courrier indésirable|Uønsket mail|Lixo Eletrônico|Correo no deseado|Spamverdacht", SPAM),
        ("Drafts|Concepten|Bozze|Brouillons|Kladder|Rascunhos|Borradores|Entwürfe", DRAFTS),
        ("Archive|Archief|Archivio|Archives|Arkiv|Arquivo|Archivo|Archiv", ARCHIVE),
    ],
)  # fmt: skip
def test_by_name_in_each_language(names: str, place: FolderPlace) -> None:
    for name in names.split("|"):
        raw = encode(name).decode()
        assert [it.place for it in _listed(f'* LIST () "/" "{raw}"')] == [place], name
        assert [it.place for it in _listed(f'* LIST () "." "INBOX.{raw}"')] == [place], name


def test_an_attribute_beats_a_name() -> None:
    folders = _listed('* LIST () "/" "Sent"', '* LIST (\\HasNoChildren \\Sent) "/" "Verzonden items"')
    assert _places(folders) == {"Sent": None, "Verzonden items": SENT}


def test_a_customers_folder_is_not_the_trash() -> None:
    assert _listed('* LIST () "/" "Customers/Bin"')[0].place is None


def test_gmail() -> None:
    folders = _listed(
        '* LIST (\\HasNoChildren) "/" "INBOX"',
        '* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"',
        '* LIST (\\All \\HasNoChildren) "/" "[Gmail]/Alle berichten"',
        '* LIST (\\Flagged \\HasNoChildren) "/" "[Gmail]/Met ster"',
        '* LIST (\\HasNoChildren \\Sent) "/" "[Gmail]/Verzonden berichten"',
        '* LIST (\\HasNoChildren \\Junk) "/" "[Gmail]/Spam"',
    )
    assert [folder.name for folder in folders if folder.holds_all_mail] == ["[Gmail]/Alle berichten"]
    assert [folder.name for folder in folders if not folder.selectable] == ["[Gmail]"]
    assert [folder.name for folder in folders if folder.is_view] == ["[Gmail]/Met ster"]
    assert _places(folders)["[Gmail]/Verzonden berichten"] is SENT


@pytest.mark.parametrize(
    ("line", "name", "delimiter"),
    [
        ("* LIST () NIL Plain", "Plain", None),
        ('* LIST () "/" 2024', "2024", "/"),
        ('* LIST () "\\\\" "a\\\\b \\"c\\""', 'a\\b "c"', "\\"),
        ('* LIST () "/" {7}\r\na"b(c)d', 'a"b(c)d', "/"),
        ('* LIST (\\X) "/" "Sm&APg-rrebr&APg-d"', "Smørrebrød", "/"),
        ('* LIST () "/" "Entwürfe"', "Entwürfe", "/"),
        ('* LIST () "/" "broken &*-"', "broken &*-", "/"),
        ('* LIST () "/" Sales ("CHILDINFO" ("SUBSCRIBED"))', "Sales", "/"),
        ("* LIST () \"/\" nil", None, None),
        ("* LIST", None, None),
    ],
)  # fmt: skip
def test_names_as_servers_write_them(line: str, name: str | None, delimiter: str | None) -> None:
    found = read_folder(response(line.encode() + b"\r\n"))
    assert (found and found.name, found and found.delimiter) == (name, delimiter)


@pytest.mark.parametrize("name", ["Müller & Söhne", "日本語", "🎉 Party", "&", "a/b"])
def test_a_name_in_any_script_goes_there_and_back(mailbox: Mailbox, name: str) -> None:
    assert decode(encode(name)) == name
    mailbox.server.create(mailbox.user, name)
    mailbox.deliver(b"Subject: x\r\n\r\ny\r\n", name)
    with open_session(mailbox) as session:
        (folder,) = [it for it in session.folders() if it.name == name]
        assert session.select(folder.raw_name).exists == 1
        assert session.select(name).exists == 1


@pytest.mark.parametrize("name", ["INBOX\r\nA DELETE Sent", "a\nb", "a\0b", "\ud800"])
def test_no_second_command_through_a_folder_name(mailbox: Mailbox, name: str) -> None:
    with open_session(mailbox) as session:
        with pytest.raises(UnsafeArgument):
            session.select(name)
        with pytest.raises(UnsafeArgument):
            session.select(name.encode("utf-8", "replace") + b"\r\nA DELETE Sent")
        assert session.select("Sent").exists == 0
