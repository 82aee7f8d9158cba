"""What is typed in the archive's pop-ups."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from spindle.archive.queries.parties import Party
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point
from spindle.ui.rows import CardChoice


class NewRelationForm(forms.Form):
    """'Add as relation' (product.md 2.4): who this address belongs to. The rest of the card follows later."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    type = forms.ModelChoiceField(
        label=_("Relation type"), queryset=RelationType.objects.none(), empty_label=None
    )
    employed = forms.BooleanField(required=False)

    def __init__(self, data: object, *, party: Party, company: Relation | None) -> None:
        """`company` is the one that the address seems to belong to."""
        self.party, self.company = party, company
        first = {"kind": Kind.PERSON.value, "name": party.name, "employed": True}
        if company is not None:
            first["type"] = company.type_id
        super().__init__(data, initial=first, auto_id="dialog-%s")  # type: ignore[arg-type]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (Kind.PERSON.value, CardChoice(str(Kind.PERSON.label), icon="user")),
            (Kind.BUSINESS.value, CardChoice(str(Kind.BUSINESS.label), icon="building")),
        ]
        self.fields["type"].queryset = RelationType.objects.all()  # type: ignore[attr-defined]
        if company is None:
            del self.fields["employed"]
        else:
            self.fields["employed"].label = _("Belongs to %(company)s") % {"company": company.name}

    def card(self) -> Card:
        """The card as typed, with the address on it."""
        data = self.cleaned_data
        employer = self.company if data.get("employed") else None
        return Card(
            kind=Kind(data["kind"]),
            type_id=data["type"].pk,
            parent_id=employer.pk if employer else None,
            name=data["name"],
            points=(Point(PointKind.EMAIL, self.party.address),),
        )
