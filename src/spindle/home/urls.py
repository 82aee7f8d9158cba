"""Addresses of Home, included at the root."""

from django.urls import path

from spindle.home import views

app_name = "home"

urlpatterns = [
    path("", views.index, name="index"),
    path("home/rail/", views.rail, name="rail"),
    path("home/palette/", views.palette, name="palette"),
    path("home/tour/", views.tour, name="tour"),
    path("home/checklist/", views.checklist, name="checklist"),
    path("home/go-on/", views.going_on, name="go_on"),
    path("home/recovery/", views.recovery_code, name="recovery"),
    path("home/blocks/<str:name>/", views.block, name="block"),
]
