"""Addresses of the inbox. A verb has one: POST does it, DELETE takes it back."""

from django.urls import path, register_converter

from spindle.inbox.converters import PlaceConverter
from spindle.inbox.views import conversations, lists, older, verbs

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
    path("older/", older.finish, name="older"),
    path("older/keep/", older.keep, name="keep-older"),
    path("<place:place>/", lists.folder, name="folder"),
    path("<place:place>/<int:conversation_id>/", conversations.conversation, name="conversation"),
    path("<place:place>/<int:conversation_id>/menu/", conversations.menu, name="menu"),
]
