"""What the page of components shows of the palette and the tour."""

from spindle.ui.palette import PaletteGroup, PaletteLine, TourStep
from spindle.ui.rows import Person
from spindle.ui.specimens import ANNEKE

PALETTE = (
    PaletteGroup(
        "Relations",
        (
            PaletteLine("Anneke van den Berg", "#anneke", person=ANNEKE, under="Bakkerij Van den Berg"),
            PaletteLine(
                "Hotel De Gouden Leeuw", "#hotel", person=Person("Hotel", kind="company"), under="Utrecht"
            ),
        ),
    ),
    PaletteGroup(
        "Settings",
        (
            PaletteLine("Add a relation", "/ui/dialog/", "user-plus", dialog=True),
            PaletteLine("Theme: dark", icon="moon", theme="dark"),
            PaletteLine("Theme: as the device", icon="device-desktop", theme="system"),
            PaletteLine("Keys on this page", icon="help-circle", opens_keys=True),
        ),
    ),
)

TOUR = (
    TourStep("This is Home", "What is new, and what is still to set up.", "/ui/home/", "home"),
    TourStep("Find anything", "Ctrl K finds it from every page.", "/ui/home/", "find"),
    TourStep("What you have to handle", "One row is a conversation.", "/ui/inbox/", "inbox"),
)
