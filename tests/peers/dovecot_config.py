"""The text of a Dovecot configuration that lives in one folder and needs no other privileges."""

from dataclasses import dataclass
from pathlib import Path

from tests.peers.certificates import Certificate

CAPABILITY = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT MULTIAPPEND UNSELECT CHILDREN NAMESPACE UIDPLUS "
    "LIST-EXTENDED CONDSTORE QRESYNC ESEARCH SEARCHRES WITHIN LIST-STATUS BINARY MOVE SAVEDATE LITERAL+ NOTIFY "
    "SPECIAL-USE"
)
REV1_ONLY = "IMAP4rev1"
SPECIAL = {"Sent": "Sent", "Trash": "Trash", "Junk": "Junk", "Drafts": "Drafts", "Archive": "Archive"}


def without(*names: str) -> str:
    """Dovecot's capabilities minus `names`; hidden, not disabled: a client that uses one anyway is at fault."""
    return " ".join(name for name in CAPABILITY.split() if name not in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a test may choose. `special_use` False hides the attributes, so that only names tell."""

    storage: str = "maildir"
    capability: str | None = None
    special_use: bool = True
    separator: str = "/"
    prefix: str = ""
    mechanisms: str = "plain login xoauth2 oauthbearer"


def configuration(
    folder: Path,
    *,
    settings: Settings,
    owner: str,
    group: str,
    imap: int,
    imaps: int,
    certificate: Certificate,
) -> str:
    """The whole configuration; `owner` runs everything and owns all mail."""
    location = "maildir:~/mail" if settings.storage == "maildir" else "mdbox:~/mail"
    capability = f"imap_capability = {settings.capability}\n" if settings.capability else ""
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
default_vsz_limit = 0
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate.chain}
ssl_key = <{certificate.key}
disable_plaintext_auth = no
auth_mechanisms = {settings.mechanisms}
auth_failure_delay = 0
auth_verbose = yes
mail_location = {location}
mail_uid = {owner}
mail_gid = {group}
mail_fsync = never
mail_max_userip_connections = 60
first_valid_uid = 0
first_valid_gid = 0
{capability}passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {folder}/users/%u
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = {settings.separator}
  prefix = {settings.prefix}
{_mailboxes(settings)}}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
"""


def _mailboxes(settings: Settings) -> str:
    blocks = []
    for name, use in SPECIAL.items():
        attribute = f"    special_use = \\{use}\n" if settings.special_use else ""
        blocks.append(f"  mailbox {name} {{\n    auto = create\n{attribute}  }}\n")
    return "".join(blocks)
