"""In which company a request is, and who is turned away."""

from django.test import Client
from pytest_django import Settings

from spindle.accounts.actions import accept, close_membership, create_invitation
from spindle.accounts.models import Membership
from spindle.members.models import Member
from spindle.organisations.models import State
from tests.accounts.factories import founded, joined, signed_in


def second_company(founder: Membership) -> Membership:
    """The founder of one company joins another."""
    globex = founded("Globex").organisation
    invitation, _ = create_invitation(globex, founder.identity.email, role="user", invited_by="Hank")
    return accept(invitation, identity=founder.identity)


def test_it_changes_to_another_of_ones_own(installation: Settings) -> None:
    founder = founded()
    other, client = second_company(founder), signed_in(founder)
    assert client.post(f"/account/company/{other.organisation.slug}/").headers["Location"] == "/"
    page = client.get("/")
    assert page.context["rail"].company == "Globex"
    assert [item.label for item in page.context["rail"].company_menu] == ["Company", "Acme", "Globex"]


def test_it_does_not_change_to_another_ones(installation: Settings) -> None:
    other, client = founded("Globex"), signed_in(founded())
    assert client.post(f"/account/company/{other.organisation.slug}/").status_code == 404
    assert client.get("/").context["rail"].company == "Acme"


def test_a_session_that_names_anothers_membership_stays_in_ones_own(installation: Settings) -> None:
    other, client = founded("Globex"), signed_in(founded())
    session = client.session
    session["membership"] = other.pk
    session.save()
    assert client.get("/").context["rail"].company == "Acme"


def test_a_deactivated_member_is_signed_out_with_a_sentence(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    client = signed_in(joris)
    close_membership(founder.organisation, joris.member_id)
    page = client.get("/", follow=True)
    assert page.redirect_chain == [("/account/inactive/", 302)]
    assert b"You have no access any more" in page.content
    assert client.get("/").headers["Location"].startswith("/account/login/")


def test_also_when_only_the_company_knows_it(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    with founder.organisation.active():
        Member.objects.filter(pk=joris.member_id).update(active=False)
    assert signed_in(joris).get("/").headers["Location"] == "/account/inactive/"


def test_htmx_is_sent_away_as_a_whole(installation: Settings) -> None:
    founder = founded()
    joris = joined(founder.organisation)
    close_membership(founder.organisation, joris.member_id)
    answer = signed_in(joris, **{"hx-request": "true"}).get("/home/rail/")
    assert answer.headers["HX-Redirect"] == "/account/inactive/"


def test_a_company_that_is_being_brought_up_to_date_says_so(installation: Settings) -> None:
    founder = founded()
    founder.organisation.state = State.BEHIND
    founder.organisation.save()
    page = signed_in(founder).get("/")
    assert page.status_code == 503
    assert b"is being brought up to date" in page.content


def test_the_members_language_comes_before_the_companys(installation: Settings) -> None:
    founder = founded(language="nl")
    assert signed_in(founder).get("/").headers["Content-Language"] == "nl"
    with founder.organisation.active():
        Member.objects.update(language="en")
    assert signed_in(founder).get("/").headers["Content-Language"] == "en"


def test_no_language_or_zone_of_one_request_is_left_for_the_next(installation: Settings) -> None:
    signed_in(founded(language="nl")).get("/")
    assert Client().get("/account/login/").headers["Content-Language"] == "en"


def test_pages_are_kept_in_no_browser(installation: Settings) -> None:
    assert "no-store" in signed_in(founded()).get("/").headers["Cache-Control"]
