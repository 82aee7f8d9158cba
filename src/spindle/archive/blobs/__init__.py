"""Raw messages, attachments and media of the active company, by a name that is an HMAC of the content.

Equal content is stored once, and a name tells nothing. What a `put` returned is on the disk: commit the row that
names it afterwards. A blob that no row names is harmless, and swept. Nobody outside knows where one lies: up to 1 MB
in rows of blobs.db, larger ones in files, streamed in and out; on PostgreSQL, or when SPINDLE_BLOBS names a folder or
a bucket, in packs (architecture.md, Storage).
"""

from spindle.archive.blobs.copies import Copy, copies, damage_of_shelves, is_copy
from spindle.archive.blobs.errors import BlobDamaged, BlobMissing
from spindle.archive.blobs.moving import belong_on_shelves, drop_shelves, outside_packs, to_packs, to_shelves
from spindle.archive.blobs.put import name_of, put_file, put_many
from spindle.archive.blobs.read import exists, names, open_stream, read, size, verify
from spindle.archive.blobs.removal import delete, forget_company, sweep, tidy

__all__ = [
    "BlobDamaged",
    "BlobMissing",
    "Copy",
    "belong_on_shelves",
    "copies",
    "damage_of_shelves",
    "delete",
    "drop_shelves",
    "exists",
    "forget_company",
    "is_copy",
    "name_of",
    "names",
    "open_stream",
    "outside_packs",
    "put_file",
    "put_many",
    "read",
    "size",
    "sweep",
    "tidy",
    "to_packs",
    "to_shelves",
    "verify",
]
