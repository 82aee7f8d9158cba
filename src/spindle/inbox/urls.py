"""Addresses of the inbox. A verb has one: POST does it, DELETE takes it back."""

from django.urls import path, register_converter

from spindle.inbox.converters import PlaceConverter
from spindle.inbox.views import bulk, conversations, lists, older, presence, saved, verbs

register_converter(PlaceConverter, "place")

app_name = "inbox"
urlpatterns = [
    path("", lists.index, name="index"),
    path("finish/", verbs.finish, name="finish"),
    path("reopen/", verbs.reopen, name="reopen"),
    path("delete/", verbs.trash, name="trash"),
    path("restore/", verbs.restore, name="restore"),
    path("mark-as-spam/", verbs.spam, name="spam"),
    path("no-spam/", verbs.not_spam, name="not-spam"),
    path("read/", verbs.read, name="read"),
    path("unread/", verbs.unread, name="unread"),
    path("highlight/", verbs.highlight, name="highlight"),
    path("no-highlight/", verbs.plain, name="plain"),
    path("private/", verbs.private, name="private"),
    path("not-private/", verbs.public, name="public"),
    path("filter/", lists.narrow, name="filter"),
    path("views/", saved.index, name="views"),
    path("views/new/", saved.new, name="new-view"),
    path("views/<int:view_id>/", saved.edit, name="view"),
    path("views/<int:view_id>/move/", saved.move, name="move-view"),
    path("views/<int:view_id>/restore/", saved.restore, name="restore-view"),
    path("all/", bulk.index, name="bulk"),
    path("all/link/", bulk.link, name="link-all"),
    path("all/<int:bulk_id>/stop/", bulk.stop, name="stop-bulk"),
    path("all/<int:bulk_id>/undo/", bulk.undo, name="undo-bulk"),
    path("all/<int:bulk_id>/close/", bulk.close, name="close-bulk"),
    path("reading/", presence.readers, name="readers"),
    path("reading/<int:conversation_id>/", presence.reading, name="reading"),
    path("older/", older.finish, name="older"),
    path("older/keep/", older.keep, name="keep-older"),
    path("<place:place>/", lists.folder, name="folder"),
    path("<place:place>/<int:conversation_id>/", conversations.conversation, name="conversation"),
    path("<place:place>/<int:conversation_id>/menu/", conversations.menu, name="menu"),
]
