"""Which folder answers which address."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("spindle.home.urls")),
    path("account/", include("spindle.accounts.urls")),
    path("members/", include("spindle.members.urls")),
    path("inbox/", include("spindle.inbox.urls")),
    path("relations/", include("spindle.relations.urls")),
    path("archive/", include("spindle.archive.urls")),
    path("mail/", include("spindle.mail.urls")),
    path("preferences/", include("spindle.preferences.urls")),
]
if settings.DEBUG or settings.SPINDLE_SHOW_COMPONENTS:
    urlpatterns.append(path("ui/", include("spindle.ui.urls")))
