"""A form field: label, control, hint and error belong together for who listens."""

from django import forms
from django.template import Context, Template

from spindle.ui.rows import CardChoice


class Example(forms.Form):
    email = forms.EmailField(label="E-mail address", help_text="Where we reach you.")
    password = forms.CharField(widget=forms.PasswordInput)
    agree = forms.BooleanField(label="I agree")
    kind = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("imap", CardChoice("IMAP", "Any <other>", "mail"))]
    )
    secret = forms.CharField(widget=forms.HiddenInput, initial="kept")


def field(tag: str, form: forms.Form) -> str:
    return Template("{% load ui %}{% field " + tag + " %}").render(Context({"form": form}))


def test_the_hint_is_said_with_the_control() -> None:
    html = field("form.email", Example())
    assert 'aria-describedby="id_email-hint"' in html
    assert '<p class="hint" id="id_email-hint">Where we reach you.</p>' in html
    assert '<label for="id_email">E-mail address</label>' in html


def test_an_error_is_said_too_and_marks_the_control() -> None:
    html = field("form.email", Example({"email": "nonsense"}))
    assert 'aria-describedby="id_email-hint id_email-error"' in html
    assert 'aria-invalid="true"' in html
    assert "Enter a valid email address." in html


def test_what_was_typed_stays_text() -> None:
    assert "&quot;&gt;&lt;b&gt;" in field("form.email", Example({"email": '"><b>'}))


def test_a_password_can_be_looked_at() -> None:
    assert "data-reveal" in field("form.password reveal=True autocomplete='new-password'", Example())


def test_a_tick_stands_before_its_words() -> None:
    html = field("form.agree", Example())
    assert html.index('type="checkbox"') < html.index("I agree")


def test_choices_as_cards() -> None:
    html = field("form.kind as_cards=True", Example({"kind": "imap"}))
    assert "<b>IMAP</b><span>Any &lt;other&gt;</span>" in html
    assert "checked" in html


def test_a_hidden_field_has_no_label() -> None:
    html = field("form.secret", Example())
    assert "label" not in html
    assert 'value="kept"' in html
