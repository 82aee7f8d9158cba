"""Addresses of the members' pages, included at /members/."""

from django.urls import path

from spindle.members.views import invitations, profile, team

app_name = "members"

urlpatterns = [
    path("", team.index, name="index"),
    path("roles/", team.roles, name="roles"),
    path("<int:pk>/", team.member, name="member"),
    path("<int:pk>/role/<str:role>/", team.role, name="role"),
    path("<int:pk>/deactivation/", team.deactivation, name="deactivation"),
    path("invitations/", invitations.invite, name="invite"),
    path("invitations/mail/", invitations.mail, name="mail"),
    path("invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/renewal/", invitations.renewal, name="renewal"),
    path("me/", profile.profile, name="profile"),
    path("me/density/", profile.density, name="density"),
    path("me/password/", profile.password, name="password"),
]
