"""Addresses of the page of components."""

from django.urls import path

from spindle.ui import views

urlpatterns = [
    path("", views.specimen),
    path("deed/", views.deed, name="ui-deed"),
    path("dialog/", views.dialog),
    path("tour/", views.tour, name="ui-tour"),
    path("inline/", views.inline),
    path("<slug:name>/", views.specimen),
]
