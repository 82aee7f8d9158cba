"""Addresses at the door, included at /account/. The names are the ones that django-allauth looks up."""

from django.urls import path, re_path

from spindle.accounts.views import door, invitation, sign_up

urlpatterns = [
    path("signup/", sign_up.signup, name="account_signup"),
    path("login/", door.login, name="account_login"),
    path("logout/", door.logout, name="account_logout"),
    path("inactive/", door.inactive, name="account_inactive"),
    path("password/reset/", door.password_reset, name="account_reset_password"),
    path("password/reset/done/", door.password_reset_done, name="account_reset_password_done"),
    re_path(
        # The key has hyphens of its own; the identity before it has none.
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        door.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        door.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("invitation/<str:token>/", invitation.invitation, name="account_invitation"),
    path("company/<slug:slug>/", door.company, name="account_company"),
]
