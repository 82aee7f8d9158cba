"""Addresses of relations."""

from django.urls import path

from spindle.relations.views import cards, fields, lists, new, points, trash

app_name = "relations"
urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", new.new, name="new"),
    path("employers/", lists.employers, name="employers"),
    path("trash/", trash.trash_several, name="trash_several"),
    path("<int:relation_id>/", cards.card, name="card"),
    path("<int:relation_id>/summary/", cards.summary, name="summary"),
    path("<int:relation_id>/dashboard/", cards.dashboard, name="dashboard"),
    path("<int:relation_id>/history/", cards.history, name="history"),
    path("<int:relation_id>/menu/", lists.menu, name="menu"),
    path("<int:relation_id>/entries/<int:entry_id>/", cards.entry, name="entry"),
    path("<int:relation_id>/trash/", trash.trash, name="trash"),
    path("<int:relation_id>/fields/<slug:name>/", fields.field, name="field"),
    path("<int:relation_id>/address/", fields.address, name="address"),
    path("<int:relation_id>/points/", points.points, name="points"),
    path("<int:relation_id>/points/first/<slug:kind>/", points.first_point, name="first_point"),
    path("<int:relation_id>/points/<int:point_id>/", points.point, name="point"),
    path("<int:relation_id>/points/<int:point_id>/value/", points.point_value, name="point_value"),
]
