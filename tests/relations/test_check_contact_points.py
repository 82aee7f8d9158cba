"""Contact points are checked, and stored in the form by which they are found."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from spindle.members.rights import Role
from spindle.relations.actions import add_point, edit_point, remove_point
from spindle.relations.models import PointKind
from spindle.relations.points import Point, check
from spindle.relations.regions import company_region
from tests.factories import member, relation

EMAIL, PHONE, MOBILE, WEB = PointKind.EMAIL, PointKind.PHONE, PointKind.MOBILE, PointKind.WEB


@pytest.mark.parametrize(
    ("kind", "value", "normalised"),
    [
        (EMAIL, " Jan@Example.COM ", "jan@example.com"),
        (EMAIL, "info@bücher.de", "info@xn--bcher-kva.de"),
        (PHONE, "030-1234567", "+31301234567"),
        (MOBILE, "06 12345678", "+31612345678"),
        (MOBILE, "0031 6 12345678", "+31612345678"),
        (PHONE, "+49 30 123456", "+4930123456"),
        (WEB, "www.Bakery.example/shop/", "bakery.example/shop"),
        (WEB, "http://bücher.de", "xn--bcher-kva.de"),
    ],
)
def test_what_is_right(kind: PointKind, value: str, normalised: str) -> None:
    assert check(Point(kind, value), region="NL").normalised == normalised


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (EMAIL, "jan"),
        (EMAIL, "jan@"),
        (EMAIL, "a b@c.example"),
        (EMAIL, f"{'x' * 300}@y.example"),
        (PHONE, "call me"),
        (PHONE, "12"),
        (WEB, "javascript:alert(1)"),
        (WEB, "javascript://x.example/%0aalert(1)"),
        (WEB, "data:text/html,x"),
        (WEB, "ftp://x.example"),
        (WEB, "http://user:secret@x.example"),
        (WEB, "nothing"),
        (WEB, "http://[::1"),
        (WEB, "http://x.example:99999"),
    ],
)
def test_what_is_wrong(kind: PointKind, value: str) -> None:
    with pytest.raises(ValidationError):
        check(Point(kind, value), region="NL")


def test_the_companys_country_follows_its_time_zone() -> None:
    assert company_region() == "NL"


def test_the_same_point_again_changes_nothing() -> None:
    anna, bakery = member(), relation()
    first = add_point(bakery.pk, Point(EMAIL, "jan@x.example"), by=anna)
    assert add_point(bakery.pk, Point(EMAIL, "JAN@x.example"), by=anna) == first


def test_a_correction_cannot_double_another() -> None:
    anna, bakery = member(), relation(email="a@x.example")
    other = add_point(bakery.pk, Point(EMAIL, "b@x.example"), by=anna)
    with pytest.raises(ValidationError):
        edit_point(other.pk, Point(EMAIL, "A@x.example"), by=anna)


def test_removing_says_what_undoes_it() -> None:
    anna, bakery = member(), relation(email="jan@x.example")
    pk = bakery.contact_points.get().pk
    undo = remove_point(pk, by=anna)
    assert remove_point(pk, by=anna) is None
    assert undo is not None
    add_point(bakery.pk, undo, by=anna)
    assert bakery.contact_points.get().normalised == "jan@x.example"


def test_who_may_only_read_is_refused() -> None:
    reader, bakery = member(role=Role.READ_ONLY), relation(email="jan@x.example")
    pk = bakery.contact_points.get().pk
    for verb in (
        lambda: add_point(bakery.pk, Point(EMAIL, "b@x.example"), by=reader),
        lambda: edit_point(pk, Point(EMAIL, "b@x.example"), by=reader),
        lambda: remove_point(pk, by=reader),
    ):
        with pytest.raises(PermissionDenied):
            verb()
