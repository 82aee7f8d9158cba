"""A form field as the parts draw it: label, control, hint and error, tied together for who listens."""

from dataclasses import dataclass
from typing import Literal

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from spindle.ui.markup import Attribute

Shape = Literal["text", "choice", "radios", "cards", "hidden"]


@dataclass(frozen=True, slots=True)
class DrawnField:
    """What `ui/parts/field.html` needs to draw one field."""

    bound: BoundField
    control: SafeString
    shape: Shape
    hint: str
    hint_id: str
    error_id: str
    icon: str
    reveal: bool
    # What the field held when the page was made, sent along unseen (`Field.show_hidden_initial`).
    held: SafeString

    @property
    def errors(self) -> list[str]:
        """The sentences under the field."""
        return [str(error) for error in self.bound.errors]


def drawn(
    bound: BoundField,
    *,
    hint: str,
    icon: str,
    reveal: bool,
    as_cards: bool,
    switch: bool,
    attrs: dict[str, Attribute],
) -> DrawnField:
    """The field with its control rendered: class, aria-invalid and aria-describedby set."""
    shape = _shape(bound, as_cards=as_cards)
    hint = hint or str(bound.help_text)
    hint_id, error_id = f"{bound.auto_id}-hint", f"{bound.auto_id}-error"
    said_by = [name for name, there in ((hint_id, hint), (error_id, bound.errors)) if there]
    control: dict[str, str | bool] = (
        {"class": _class(shape, switch=switch)} if _class(shape, switch=switch) else {}
    )
    if said_by:
        control["aria-describedby"] = " ".join(said_by)
    control |= {
        key.replace("_", "-"): str(value) if value is not True else True
        for key, value in attrs.items()
        if value
    }
    return DrawnField(
        bound=bound,
        control=SafeString() if shape in {"radios", "cards"} else bound.as_widget(attrs=control),
        shape=shape,
        hint=hint,
        hint_id=hint_id,
        error_id=error_id,
        icon=icon,
        reveal=reveal,
        held=bound.as_hidden(only_initial=True) if bound.field.show_hidden_initial else SafeString(),
    )


def _shape(bound: BoundField, *, as_cards: bool) -> Shape:
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "choice"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "cards" if as_cards else "radios"
    return "text"


def _class(shape: Shape, *, switch: bool) -> str:
    if shape == "text":
        return "input"
    return "switch" if switch and shape == "choice" else ""
