"""What is typed on a card and in the pop-ups of relations."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spindle.relations.card import Card
from spindle.relations.countries import COUNTRIES
from spindle.relations.fields import CardField, value_of
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Checked, Point, check
from spindle.relations.queries.same_points import businesses_named
from spindle.ui.rows import CardChoice
from spindle.ui.typed_dates import DateField


def employer_input(list_id: str, relation_id: int | None = None) -> forms.TextInput:
    """A field in which a business is found as one types; the choices come into the list with this id."""
    url = reverse("relations:employers") + (f"?without={relation_id}" if relation_id else "")
    return forms.TextInput(
        attrs={
            "list": list_id,
            "autocomplete": "off",
            "hx-get": url,
            "hx-trigger": "input changed delay:150ms",
            "hx-target": f"#{list_id}",
            "hx-sync": "this:replace",
        }
    )


def employer_named(text: str, *, without: int | None = None) -> int | None:
    """The id of the one business that is called so; None for no text. Raises `ValidationError`."""
    if not text.strip():
        return None
    found = businesses_named(text, without=without)
    if not found:
        raise ValidationError(
            _("No business is called “%(name)s”. Choose one from the list.") % {"name": text}
        )
    if len(found) > 1:
        raise ValidationError(_("Several are called so. Choose one from the list, with its place."))
    return found[0].pk


class FieldForm(forms.Form):
    """One field of a card while it is changed in place."""

    def __init__(self, field: CardField, relation: Relation, data: object = None) -> None:
        self.field, self.relation = field, relation
        super().__init__(data, auto_id=f"edit-{field.name}-%s", initial={"value": _initial(field, relation)})  # type: ignore[arg-type]
        self.fields["value"] = _control(field, relation)

    def clean_value(self) -> object:
        """What `edit_relation` takes: an id for employer and type, a date for the birthday."""
        value = self.cleaned_data["value"]
        if self.field.name == "employer":
            return employer_named(value, without=self.relation.pk)
        return value.pk if isinstance(value, RelationType) else value


def _initial(field: CardField, relation: Relation) -> object:
    if field.name in {"type", "birthday"}:
        return getattr(relation, field.attribute)
    return value_of(field, relation)


def _control(field: CardField, relation: Relation) -> forms.Field:
    if field.name == "type":
        return forms.ModelChoiceField(RelationType.objects.all(), empty_label=None)
    if field.name == "birthday":
        return DateField(required=False)
    control = forms.CharField(required=False, max_length=field.longest, strip=field.name != "memo")
    if field.name == "employer":
        control.widget = employer_input("employers", relation.pk)
    else:
        control.widget.attrs["autocomplete"] = "off"
    return control


class PointForm(forms.Form):
    """A contact point in its pop-up: kind, value and label."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PointKind.choices)
    value = forms.CharField(
        label=gettext_lazy("Address or number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    label = forms.CharField(
        label=gettext_lazy("Label"), required=False, max_length=40,
        help_text=gettext_lazy("For example: private, invoices, Zeist."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: object = None, *, region: str, initial: dict[str, str] | None = None) -> None:
        """`region` is where a number without a country code is dialled."""
        super().__init__(data, initial=initial, auto_id="dialog-%s")  # type: ignore[arg-type]
        self._region = region
        self.checked: Checked | None = None

    def clean(self) -> None:
        """The point as it will be matched, in `checked`; what is wrong with it, at the value."""
        typed = self.cleaned_data
        if "value" not in typed or "kind" not in typed:
            return
        try:
            self.checked = check(self.point(), region=self._region)
        except ValidationError as error:
            self.add_error("value", error)

    def point(self) -> Point:
        """The point as typed."""
        typed = self.cleaned_data
        return Point(PointKind(typed["kind"]), typed["value"], typed.get("label", ""))


class ValueForm(forms.Form):
    """A contact point's value while it is changed in place; nothing typed takes it off the card."""

    value = forms.CharField(
        required=False, max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: object, *, key: str, kind: str, initial: str = "") -> None:
        super().__init__(data, auto_id=f"edit-{key}-%s", initial={"value": initial})  # type: ignore[arg-type]
        modes = {PointKind.EMAIL: "email", PointKind.WEB: "url"}
        self.fields["value"].widget.attrs["inputmode"] = modes.get(PointKind(kind), "tel")


class AddressForm(forms.Form):
    """The address of a card."""

    street = forms.CharField(label=gettext_lazy("Street and number"), required=False, max_length=200)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), required=False, max_length=20)
    city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, relation: Relation, data: object = None) -> None:
        first = {name: getattr(relation, name) for name in ("street", "postcode", "city", "country")}
        super().__init__(data, initial=first, auto_id="dialog-%s")  # type: ignore[arg-type]
        names = sorted(((code, str(name)) for code, name in COUNTRIES.items()), key=lambda pair: pair[1])
        other = relation.country
        own = [(other, other)] if other and other not in COUNTRIES else []
        self.fields["country"].choices = [("", "–"), *own, *names]  # type: ignore[attr-defined]


class RelationForm(forms.Form):
    """A new relation: what is known of it at once. The rest is typed on its card."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("Company name"), required=False, max_length=200)
    first_name = forms.CharField(label=gettext_lazy("First name"), required=False, max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False, max_length=120)
    job_title = forms.CharField(label=gettext_lazy("Job title"), required=False, max_length=120)
    employer = forms.CharField(label=gettext_lazy("Employer"), required=False, max_length=300)
    type = forms.ModelChoiceField(
        label=gettext_lazy("Relation type"),
        queryset=RelationType.objects.none(),
        empty_label=gettext_lazy("Choose one"),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"inputmode": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def __init__(
        self, data: object = None, *, kind: str, region: str, initial: dict[str, object] | None = None
    ) -> None:
        """`kind` decides which fields there are; `region` where a number without a country code is dialled."""
        super().__init__(data, initial={"kind": kind} | (initial or {}), auto_id="dialog-%s")  # type: ignore[arg-type]
        self._region = region
        self.which = Kind(kind)
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]
        # Choosing the other kind shows its fields; what was typed stays.
        self.fields["kind"].widget.attrs.update(
            {
                "hx-get": reverse("relations:new"),
                "hx-trigger": "change",
                "hx-include": "#dialog-form :is(input, select):not([type=hidden])",
                "hx-target": "closest .dialog-frame",
                "hx-swap": "outerMorph",
            }
        )
        self.fields["type"].queryset = RelationType.objects.all()  # type: ignore[attr-defined]
        self.fields["employer"].widget = employer_input("dialog-employers")
        for name in ["first_name", "last_name", "job_title"] if self.which == Kind.BUSINESS else ["name"]:
            del self.fields[name]
        if self.which == Kind.BUSINESS:
            self.fields["employer"].label = _("Part of")
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_employer(self) -> int | None:
        """The id of the business that was chosen."""
        return employer_named(self.cleaned_data["employer"])

    def clean_email(self) -> Checked | None:
        """The address, as it will be matched."""
        return self._checked("email", PointKind.EMAIL)

    def clean_phone(self) -> Checked | None:
        """The number, as it will be matched."""
        return self._checked("phone", PointKind.MOBILE if self.which == Kind.PERSON else PointKind.PHONE)

    def _checked(self, name: str, kind: PointKind) -> Checked | None:
        typed = self.cleaned_data[name].strip()
        return check(Point(kind, typed), region=self._region) if typed else None

    def clean(self) -> None:
        """A relation has a name."""
        typed = self.cleaned_data
        if self.which == Kind.BUSINESS and not typed.get("name") and "name" not in self.errors:
            self.add_error("name", _("Type the name of the company."))
        if self.which == Kind.PERSON and not (typed.get("first_name") or typed.get("last_name")):
            self.add_error("first_name", _("Type at least one of the names."))

    @property
    def points(self) -> list[Checked]:
        """The contact points as typed, once the form is valid."""
        return [point for name in ("email", "phone") if (point := self.cleaned_data.get(name))]

    def card(self) -> Card:
        """The card as typed, once the form is valid."""
        typed = self.cleaned_data
        return Card(
            kind=self.which,
            type_id=typed["type"].pk,
            parent_id=typed["employer"],
            name=typed.get("name", ""),
            first_name=typed.get("first_name", ""),
            last_name=typed.get("last_name", ""),
            job_title=typed.get("job_title", ""),
            points=tuple(Point(PointKind(point.kind), point.value) for point in self.points),
        )


def _kinds() -> list[tuple[str, CardChoice]]:
    return [
        (Kind.PERSON.value, CardChoice(_("Person"), _("With or without an employer."), "user")),
        (Kind.BUSINESS.value, CardChoice(_("Business"), _("Its employees stand below it."), "building")),
    ]
