"""Addresses of the CRM preferences, included at /preferences/."""

from django.urls import path, register_converter

from spindle.preferences import views
from spindle.preferences.converters import TabConverter

app_name = "preferences"
register_converter(TabConverter, "tab")

urlpatterns = [
    path("", views.index, name="index"),
    path("<tab:tab>/", views.page, name="tab"),
    path("changes/<int:line_id>/", views.take_back_change, name="change"),
]
