"""Addresses of the archive: parts that the inbox and a relation's card both load."""

from django.urls import path

from spindle.archive.views import entries, files, links, marks, relation, senders

app_name = "archive"
urlpatterns = [
    path("entries/<int:entry_id>/", entries.entry, name="entry"),
    path("entries/<int:entry_id>/body/", entries.body, name="body"),
    path("entries/<int:entry_id>/menu/", entries.menu, name="menu"),
    path("entries/<int:entry_id>/addresses/<int:address_id>/add/", senders.add, name="add"),
    path("entries/<int:entry_id>/addresses/<int:address_id>/attach/", senders.attach, name="attach"),
    path("entries/<int:entry_id>/files/<int:index>/", files.preview, name="preview"),
    path("entries/<int:entry_id>/files/<int:index>/pages/<int:number>/", files.page, name="page"),
    path("entries/<int:entry_id>/read/", relation.read, name="read"),
    path("relations/<int:relation_id>/", relation.relation, name="relation"),
    path("highlight/", marks.highlight, name="highlight"),
    path("private/", marks.private, name="private"),
    path("link/", links.link, name="link"),
    path("relations/<int:relation_id>/links/", links.links, name="links"),
]
