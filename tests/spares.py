"""A company that a test has used becomes a spare of the next one: emptying a schema takes a tenth of making one."""

import shutil
from functools import lru_cache

from django.conf import settings

from spindle.organisations import creation
from spindle.organisations.backends.postgresql import companies, schemas
from spindle.organisations.backends.postgresql.server import Connection, borrowed
from spindle.organisations.models import Organisation

_SHAPE = """
SELECT md5(string_agg(c.relname || ' ' || a.attname || ' ' || a.atttypid, ',' ORDER BY c.relname, a.attname))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace(%s)
"""
_NUMBERS = "SELECT setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), 1, false) FROM pg_sequences WHERE schemaname = %s AND last_value IS NOT NULL"


def put_back(organisation: Organisation) -> bool:
    """Make the company's schema a spare, and forget the rest of it; False where it is not of the template's shape."""
    handle = organisation.unchecked_handle()
    with borrowed() as raw:
        template = _template()
        if _shape(raw, handle.schema) != _shape(raw, template):
            return False
        raw.use(handle.schema)
        raw.execute(_NUMBERS, [handle.schema])
        raw.execute(_emptying(template))
        schemas.rename(
            raw, handle.schema, to=template.replace("org_template_", "org_spare_") + "_" + handle.slug
        )
    organisation.delete()
    shutil.rmtree(handle.folder, ignore_errors=True)
    return True


def _template() -> str:
    fingerprint = creation._fingerprint()
    return companies.template(settings.SPINDLE_DATA, fingerprint).schema


def _shape(raw: Connection, schema: str) -> object:
    return raw.execute(_SHAPE, [f'"{schema}"']).fetchone()


@lru_cache(maxsize=1)
def _emptying(template: str) -> str:
    """All rows away, and those of the template written again."""
    with borrowed() as raw:
        script = schemas.script_of(raw, template)
        tables = schemas.tables_of(raw, template)
    rows = [one for one in script.split(";\n") if one.startswith("INSERT INTO")]
    numbers = [one for one in script.split(";\n") if " RESTART WITH " in one]
    deletes = [f'DELETE FROM "{table}"' for table in tables]
    return ";\n".join(["BEGIN", *deletes, *rows, "COMMIT", *numbers])
