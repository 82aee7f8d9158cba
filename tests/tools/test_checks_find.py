"""Our own checks of `bin/check` find what they are for, and leave alone what is right."""

from pathlib import Path

import pytest

from tools.check import source, templates
from tools.check.assets import check_assets
from tools.check.figures import check_figures, percentile
from tools.check.translations import check_translations
from tools.texts import Text, python_texts, template_texts

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def written(folder: Path, name: str, text: str) -> Path:
    """A file of a small tree, with the folders above it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "line",
    [
        "with transaction.atomic(): pass",
        "with atomic(durable=True): pass",
        "transaction.on_commit(done)",
        "@atomic\ndef change(): pass",
        "try: pass\nexcept Exception: pass",
        "try: pass\nexcept (OSError, BaseException) as error: print(error)",
        "try: pass\nexcept: pass",
    ],
)
def test_python_that_breaks_a_rule(tmp_path: Path, line: str) -> None:
    assert len(list(source.problems_in(written(tmp_path, "a.py", line)))) == 1


@pytest.mark.parametrize(
    "line",
    [
        'with atomic(using="organisation", durable=True): pass',
        'with transaction.atomic("default"): pass',
        'transaction.on_commit(done, using="organisation")',
        "try: pass\nexcept OSError: pass",
        "try: pass\nexcept BaseException:\n    tidy()\n    raise",
    ],
)
def test_python_that_keeps_the_rules(tmp_path: Path, line: str) -> None:
    assert list(source.problems_in(written(tmp_path, "a.py", line))) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>a { color: red }</style>",
        '<p\nstyle="color: red">',
        '<button hx-on:click="go()">',
        '<button onclick="go()">',
        """<div hx-vals='js:{a: 1}'>""",
        '<a href="javascript:go()">',
        '<div hx-trigger="click[ctrlKey]">',
        "{{ text|safe }}",
        "{{ text | safe }}",
        '{% include "a.html" with b=text|safe %}',
        "{% autoescape off %}{{ a }}{% endautoescape %}",
    ],
)
def test_a_template_that_breaks_a_rule(tmp_path: Path, markup: str) -> None:
    assert len(list(templates.problems_in(written(tmp_path, "a.html", markup)))) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="{% static "ui/built/main.js" %}" defer></script>',
        "{# <script>go()</script> |safe #}",
        '{% include "a.html" with style="wide" %}',
        '<div hx-trigger="inbox from:#live" hx-swap="innerMorph">',
        "{{ text|safely_short }}",
        '<p data-style="x">one = "two"</p>',
    ],
)
def test_a_template_that_keeps_the_rules(tmp_path: Path, markup: str) -> None:
    assert list(templates.problems_in(written(tmp_path, "a.html", markup))) == []


def test_a_mails_frame_may_have_styles_but_no_scripts(tmp_path: Path) -> None:
    both = "<style>a { color: red }</style><script>go()</script>"
    mail, other = "src/spindle/mail/templates/mail/frame.html", "src/spindle/ui/templates/ui/parts/frame.html"
    found = [len(list(templates.problems_in(written(tmp_path, name, both)))) for name in (mail, other)]
    assert found == [1, 2]


def test_the_line_named_is_the_line_of_the_mistake(tmp_path: Path) -> None:
    page = written(tmp_path, "a.html", "{% comment %}\n\n{% endcomment %}\n<p\n  style='x'>")
    assert next(templates.problems_in(page)).startswith(f"{page}:5:")


def test_texts_of_python_are_found() -> None:
    code = '_("One")\nngettext_lazy("%d day", "%d days", n)\npgettext("month", "May")\n_(name)\nother("No")'
    assert [text for text, _ in python_texts(code)] == [
        Text("", "One", ""),
        Text("", "%d day", "%d days"),
        Text("month", "May", ""),
    ]


def test_texts_of_templates_are_found() -> None:
    template = (
        '{% trans "One" %}{% include "a.html" with label=_("Two") %}{{ _("Three") }}'
        "{% blocktrans trimmed count n=n %}\n  {{ n }} day\n{% plural %}\n  {{ n }} days\n{% endblocktrans %}"
    )
    assert set(template_texts(template)) == {
        Text("", "One", ""),
        Text("", "Two", ""),
        Text("", "Three", ""),
        Text("", "%(n)s day", "%(n)s days"),
    }


def program_in_dutch(folder: Path, catalogue: str) -> Path:
    """A program with one text, and its Dutch catalogue."""
    written(folder, "src/spindle/home/words.py", '_("%(n)s new")')
    written(folder, "src/spindle/locale/nl/LC_MESSAGES/django.po", HEAD + catalogue)
    return folder


def test_a_translated_program_is_good(tmp_path: Path) -> None:
    whole = program_in_dutch(tmp_path, 'msgid "%(n)s new"\nmsgstr "%(n)s nieuw"\n')
    assert check_translations(whole, languages=("nl",)).problems == []


@pytest.mark.parametrize(
    "catalogue",
    [
        "",
        'msgid "%(n)s new"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "%(n)s new"\nmsgstr "%(n)s nieuw"\n',
        'msgid "%(n)s new"\nmsgstr "%(m)s nieuw"\n',
        'msgid "%(n)s new"\nmsgstr "%(n)s <b>nieuw</b>"\n',
        'msgid "%(n)s new"\nmsgstr " %(n)s nieuw"\n',
        # A translation that nothing uses.
        'msgid "%(n)s new"\nmsgstr "%(n)s nieuw"\n\nmsgid "Old"\nmsgstr "Oud"\n',
    ],
)
def test_a_text_without_its_translation_is_found(tmp_path: Path, catalogue: str) -> None:
    program = program_in_dutch(tmp_path, catalogue)
    assert len(check_translations(program, languages=("nl",)).problems) == 1


def test_a_language_without_a_catalogue_is_found(tmp_path: Path) -> None:
    program = program_in_dutch(tmp_path, 'msgid "%(n)s new"\nmsgstr "%(n)s nieuw"\n')
    found = check_translations(program, languages=("nl", "da"))
    assert len(found.problems) == 2


def test_a_file_over_four_hundred_lines_fails(tmp_path: Path) -> None:
    written(tmp_path, "src/spindle/home/long.py", "a = 1\n" * 401)
    written(tmp_path, "src/spindle/home/migrations/0001_initial.py", "a = 1\n" * 900)
    assert len(check_figures(tmp_path).problems) == 1


def test_a_docstring_does_not_lengthen_a_function(tmp_path: Path) -> None:
    written(
        tmp_path, "src/spindle/home/a.py", 'def a() -> None:\n    """One.\n\n    Two.\n    """\n    b()\n'
    )
    assert check_figures(tmp_path).notes[1].startswith("function  median 2 ")


def test_percentiles_are_by_nearest_rank() -> None:
    assert [percentile(range(1, 11), share) for share in (50, 90, 99, 100)] == [5, 9, 10, 10]


def test_an_inbox_page_over_its_budget_fails(tmp_path: Path) -> None:
    written(tmp_path, "src/spindle/inbox/templates/inbox/page.html", '{% extends "ui/app.html" %}')
    written(tmp_path, "src/spindle/ui/templates/ui/app.html", '{% static "ui/a.css" %}{% static "ui/a.js" %}')
    written(tmp_path, "src/spindle/ui/static/ui/a.js", "go()")
    written(tmp_path, "src/spindle/ui/static/ui/a.css", '@import "b.css";')
    heavy = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(80_000))
    written(tmp_path, "src/spindle/ui/static/ui/b.css", heavy)
    assert check_assets(tmp_path).problems == ["the inbox page is over its budget"]
