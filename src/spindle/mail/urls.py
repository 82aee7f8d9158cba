"""Addresses of the mail channel."""

from django.urls import path

from spindle.mail.views import accounts, ledger, messages, pictures, wizard

app_name = "mail"
urlpatterns = [
    path("accounts/", accounts.overview, name="accounts"),
    path("accounts/<int:account_id>/", ledger.account, name="account"),
    path("accounts/<int:account_id>/check/", ledger.check, name="check"),
    path(
        "accounts/<int:account_id>/folders/<int:folder_id>/check/", ledger.check_folder, name="check_folder"
    ),
    path("accounts/<int:account_id>/quarantine/<int:quarantine_id>/again/", ledger.again, name="try_again"),
    path("accounts/<int:account_id>/progress/", accounts.progress, name="progress"),
    path("accounts/<int:account_id>/stop/", accounts.stop, name="stop"),
    path("accounts/<int:account_id>/mend/", wizard.mend, name="mend"),
    path("accounts/<int:account_id>/members/<int:member_id>/", accounts.share, name="share"),
    path("connect/", wizard.start, name="connect"),
    path("connect/<int:attempt_id>/", wizard.attempt, name="attempt"),
    path("connect/<int:attempt_id>/found/", wizard.found, name="found"),
    path("connect/<int:attempt_id>/by-hand/", wizard.by_hand, name="by_hand"),
    path("connect/<int:attempt_id>/certificate/", wizard.certificate, name="certificate"),
    path("entries/<int:entry_id>/frame/", messages.frame, name="frame"),
    path("entries/<int:entry_id>/pictures/<int:index>/", messages.picture, name="picture"),
    path("entries/<int:entry_id>/pictures/", pictures.show, name="pictures"),
    path("entries/<int:entry_id>/pictures/always/", pictures.trust, name="trust"),
    path("entries/<int:entry_id>/remote/<str:token>/", pictures.remote, name="remote"),
    path("entries/<int:entry_id>/attachments/<int:index>/", messages.attachment, name="attachment"),
    path("entries/<int:entry_id>/raw/", messages.raw, name="raw"),
]
