"""What the page of components shows (/ui/): every part in every state, with the company of the design as its example."""

from dataclasses import replace
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from spindle.ui.navigation import Rail, RailItem, RailSection
from spindle.ui.rows import (
    ArchiveRow,
    Attachment,
    CardChoice,
    Chip,
    Column,
    EntryRow,
    Fact,
    MenuItem,
    Message,
    PanelItem,
    Person,
    RelationRow,
    Step,
    Tab,
)

JORIS = Person("Joris Bakker", hue=3, label="Joris Bakker", online=True)
MERYEM = Person("Meryem Yılmaz", hue=4, label="Meryem Yılmaz reads this now", reading=True)
TOM = Person("Tom Hendriks", hue=2, label="Tom Hendriks", online=True)
ELINE = Person("Eline Visser", hue=5)
ANNEKE = Person("Anneke van den Berg")
UNKNOWN = Person("06 2918 4471", "unknown", channel="whatsapp")

RAIL = Rail(
    company="Van Dijk Interieur",
    items=(
        RailItem("Home", "/ui/home/", "home"),
        RailItem("Inbox", "/ui/inbox/", "inbox", count=12, unread=True),
        RailItem("Relations", "/ui/relation/", "users"),
        RailItem("Components", "/ui/", "layout-grid"),
        RailItem("Administration", "/ui/page/", "settings", phone=False),
    ),
    sections=(
        RailSection(
            "Folders",
            (
                RailItem("All", "#all", "stack-2", count=12, current=True),
                RailItem("Unlinked", "#unlinked", "user-question", count=3),
                RailItem("Sent", "#sent", "mail-forward"),
                RailItem("Finished", "#finished", "circle-check"),
            ),
        ),
    ),
    company_menu=(
        MenuItem("Companies", kind="heading"),
        MenuItem("Van Dijk Interieur", icon="building", url="#", current=True),
        MenuItem("Atelier Kaat", icon="building", url="/ui/deed/", method="form"),
    ),
    new_menu=(
        MenuItem("Relation", icon="user-plus", url="/ui/dialog/", dialog=True, key="n"),
        MenuItem("E-mail account", icon="mail", url="/ui/dialog/", dialog=True),
    ),
    me=ELINE,
    me_menu=(
        MenuItem("Profile", icon="user", url="#"),
        MenuItem("Sign out", icon="x", url="/ui/deed/", method="form"),
    ),
    online=(JORIS, TOM),
    search_url="/ui/palette/",
)

ROW_MENU = (
    MenuItem("Open", icon="external-link", url="/ui/inbox/"),
    MenuItem("Finish", icon="check", url="/ui/deed/", method="post", key="e", optimistic="remove"),
    MenuItem("Mark as unread", icon="mail", url="/ui/deed/", method="post", optimistic="unread"),
    MenuItem("Copy the number", icon="copy", copy="06 4132 8890", key="Ctrl+C"),
    MenuItem("Send an SMS", icon="message", url="/ui/deed/", method="post", end="no credits", disabled=True),
    MenuItem(kind="rule"),
    MenuItem(
        "Delete", icon="trash", url="/ui/deed/", method="delete", key="#", danger=True, optimistic="remove"
    ),
)
BULK = (
    MenuItem("Finish", icon="check", url="/ui/deed/", method="post", key="e", optimistic="remove"),
    MenuItem(
        "Delete", icon="trash", url="/ui/deed/", method="post", key="#", danger=True, optimistic="remove"
    ),
)
TABS = (Tab("Communication", "#", 87, current=True), Tab("Dossiers", "#2", 2), Tab("Memo", "#3"))
FILTERS = (Tab("All", "#", current=True), Tab("Unread", "#unread", 12), Tab("Mail", "#mail"))
FACTS = (
    Fact("Mobile", "06 4132 8890", url="tel:+31641328890", copy=True),
    Fact("E-mail", "anneke@bakkerijvandenberg.nl"),
    Fact("Address", "Biltstraat 114, Utrecht"),
    Fact("Type", "Business customer"),
)
CHIPS = (Chip("horeca", hue=3), Chip("regio Utrecht", hue=5), Chip("nieuwsbrief", hue=4))
QUICK = (
    MenuItem("Mail", icon="mail", url="/ui/dialog/", dialog=True),
    MenuItem("Call", icon="phone", url="tel:+31641328890"),
)
FILES = (
    Attachment("Offerte 2026-0341 getekend.pdf", "PDF", 284_000, "#", icon="file-type-pdf"),
    Attachment("kast-zeist.jpg", "Picture", 1_800_000, "#", icon="photo"),
)
STEPS = (
    Step("Settings found", "From TransIP’s autoconfiguration", "done"),
    Step("Connection is encrypted", "TLS 1.3, certificate valid to 2 Mar 2027", "done"),
    Step("Signing in", "The server said:", "wrong", said="[AUTHENTICATIONFAILED] Invalid credentials"),
    Step("Folders", "Not tried yet", "now"),
    Step("Sending", "Not tried yet"),
)
SETUP = (
    Step("Configure e-mail", "eline@ and verkoop@", "done"),
    Step("Add relations", "By hand, or from your mail", url="/ui/dialog/", action="Add", dialog=True),
    Step("Invite colleagues", "Plan for each other", url="/ui/dialog/", action="Invite", dialog=True),
)
COLUMNS = (
    Column("Account", sort_url="#", sorted="ascending"),
    Column("State"),
    Column("Messages", amount=True),
)
ACCOUNTS = (
    ("verkoop@vandijkinterieur.nl", Chip("up to date", "check", tone="good"), 38_214),
    ("vandijkinterieur@gmail.com", Chip("sign in again", "alert-triangle", tone="care"), 1_204),
)
TALLY = (
    Fact("Linked to a relation", "11,203"),
    Fact("Unknown sender", "1,277"),
    Fact("Attachments", "3,918"),
    Fact("Could not be read", "2", url="#"),
)
SWATCHES = (
    "frame",
    "paper",
    "sunk",
    "raised",
    "line",
    "line-firm",
    "line-input",
    "ink-1",
    "ink-2",
    "ink-3",
    "accent",
    "accent-wash",
    "good",
    "good-wash",
    "care",
    "care-wash",
    "wrong",
    "wrong-wash",
)
RULES = (("length", "8 characters"), ("lower", "lower case"), ("upper", "a capital"), ("digit", "a digit"))


def rail(path: str) -> Rail:
    """The rail with the page at this path as the current one."""
    return replace(RAIL, items=tuple(replace(item, current=item.url == path) for item in RAIL.items))


class SpecimenForm(forms.Form):
    """A field of every kind. Nothing but "Van Dijk" is right for the company."""

    kind = forms.ChoiceField(
        label="What kind of account is it?",
        initial="imap",
        widget=forms.RadioSelect,
        choices=[
            (
                "google",
                CardChoice("Gmail, Google Workspace", "Signs in with an app password.", "brand-google"),
            ),
            ("imap", CardChoice("IMAP", "Any other provider: TransIP, Strato, KPN.", "mail")),
        ],
    )
    company = forms.CharField(label="Company", help_text="As your customers know it.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    date_format = forms.ChoiceField(
        label="Date format", choices=[("dmy", "dd/mm/yyyy"), ("mdy", "mm/dd/yyyy")]
    )
    memo = forms.CharField(label="Memo", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    hide_today = forms.BooleanField(
        label="Hide date for today’s items", required=False, help_text="Only the time is shown."
    )
    remind = forms.BooleanField(label="Remind me", required=False)

    def clean_company(self) -> str:
        """Refuse all but one name, so that an error can be shown."""
        name = str(self.cleaned_data["company"])
        if name != "Van Dijk":
            raise forms.ValidationError("The part after the point is missing.")
        return name


def entries(count: int = 9) -> list[EntryRow]:
    """The inbox of the design; with a larger count the list goes on."""
    now = timezone.localtime()
    first = [
        _entry(
            1,
            ANNEKE,
            now,
            "Re: Offerte toonbank en wandkast",
            beside="Bakkerij Van den Berg",
            current=True,
            readers=(MERYEM,),
        ),
        _entry(
            2,
            Person("Daan Verhoeven", channel="whatsapp"),
            now,
            "",
            beside="Hotel De Gouden Leeuw",
            unread=True,
        ),
        _entry(3, UNKNOWN, now, "", mark=Chip("unknown", tone="care"), unread=True),
        _entry(
            4,
            Person("Priya Raman"),
            now,
            "Bar counter, Leeds store: revised drawings",
            unread=True,
            assignee=JORIS,
        ),
        _entry(
            5, Person("Lumen Verlichting", "company"), now, "Orderbevestiging 20264417", beside="Leverancier"
        ),
        _entry(
            6,
            Person("Café Noord", "company"),
            now - timedelta(days=1),
            "Re: Planning verbouwing",
            flagged=True,
        ),
        _entry(7, Person("Imke Postma"), now - timedelta(days=2), "Kleurstaal RAL 6013", finished=True),
        _entry(8, Person("Jan <b>Vet</b> & Zn"), now - timedelta(days=40), "Een naam met tekens"),
        _entry(9, Person("Oud Bericht"), now - timedelta(days=400), "Een jaar geleden"),
    ]
    more = (
        _entry(n, Person(f"Sender {n}"), now - timedelta(days=n), f"Subject {n}")
        for n in range(10, count + 1)
    )
    return [*first, *more][:count]


def _entry(
    pk: int,
    sender: Person,
    at: datetime,
    subject: str,
    *,
    beside: str = "",
    mark: Chip | None = None,
    readers: tuple[Person, ...] = (),
    assignee: Person | None = None,
    unread: bool = False,
    current: bool = False,
    finished: bool = False,
    flagged: bool = False,
) -> EntryRow:
    return EntryRow(
        id=pk,
        url=f"/ui/conversation/?id={pk}",
        sender=sender,
        at=at - timedelta(minutes=pk * 11),
        subject=subject,
        snippet="Dag Eline, de tekening ziet er goed uit. Twee dingen nog: de hoogte van de toonbank",
        beside=beside,
        mark=mark,
        unread=unread,
        current=current,
        finished=finished,
        flagged=flagged,
        has_attachment=pk % 2 == 1,
        readers=readers,
        assignee=assignee,
        finish_url="/ui/deed/",
        trash_url="/ui/deed/?refuse=1",
        menu_url="/ui/menu/",
    )


def messages() -> list[Message]:
    """A conversation: two closed, one open with pictures held back."""
    now = timezone.localtime()
    note = Chip("Internal note", "lock", tone="outline")
    return [
        Message(
            1,
            ELINE,
            "eline@vandijkinterieur.nl",
            now - timedelta(days=5),
            snippet="Dag Anneke, bijgaand de offerte",
            text="Dag Anneke,\n\nBijgaand de offerte.",
            attachments=FILES[:1],
        ),
        Message(
            2,
            JORIS,
            "joris@vandijkinterieur.nl",
            now - timedelta(days=4),
            snippet="Marge is krap op het eiken.",
            mark=note,
            body_url="/ui/body/",
        ),
        Message(
            3,
            ANNEKE,
            "anneke@bakkerijvandenberg.nl",
            now,
            to="to me, cc Joris Bakker",
            open=True,
            text="Dag Eline,\n\nDe tekening ziet er goed uit. Als de prijs gelijk blijft, teken ik deze week.\n\nAnneke van den Berg\nhttps://bakkerijvandenberg.nl",
            attachments=FILES,
            held_back=2,
            show_url="/ui/deed/",
            always_url="/ui/deed/",
            menu_url="/ui/menu/",
        ),
    ]


def archive() -> list[ArchiveRow]:
    """A relation's archive."""
    now = timezone.localtime()
    kinds = (
        ("mail", "Re: Offerte toonbank en wandkast"),
        ("mail-forward", "Offerte toonbank"),
        ("phone", "Indeling vitrine doorgenomen"),
        ("file-type-pdf", "Plattegrond Biltstraat.pdf"),
    )
    return [
        ArchiveRow(
            n,
            "/ui/preview/",
            title,
            now - timedelta(days=n * 6),
            icon=icon,
            under="Anneke van den Berg",
            current=n == 0,
            unread=n == 1,
            finished=n > 1,
            has_attachment=n < 2,
            menu_url="/ui/menu/",
        )
        for n, (icon, title) in enumerate(kinds)
    ]


def relations() -> list[RelationRow]:
    """A list of relations with employees under their employer."""
    now = timezone.localtime()
    return [
        RelationRow(1, "/ui/relation/", Person("Bakkerij Van den Berg", "company"), "Utrecht · customer"),
        RelationRow(2, "/ui/relation/", ANNEKE, "Eigenaar", now, current=True, employee=True),
        RelationRow(
            3, "/ui/relation/", Person("Mark van den Berg"), "Bakker", now - timedelta(days=22), employee=True
        ),
        RelationRow(
            4, "/ui/relation/", Person("Hotel De Gouden Leeuw", "company"), "Utrecht", now - timedelta(days=2)
        ),
    ]


def panel() -> list[PanelItem]:
    """What happened before, in a side panel."""
    now = timezone.localtime()
    return [
        PanelItem("Gebeld over indeling vitrine", "#", icon="phone", at=now - timedelta(days=12)),
        PanelItem(
            "Inmeten winkel", "#", hue=2, at=now + timedelta(days=7), under="Tom Hendriks · Biltstraat 114"
        ),
        PanelItem("Winkel Biltstraat", "#", icon="folder", end="14 items"),
    ]
