"""Numbers are written as the language writes them."""

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "many", "size"),
    [
        ("en", "12,480", "1.8\u00a0MB"),
        ("nl", "12.480", "1,8\u00a0MB"),
        ("it", "12.480", "1,8\u00a0MB"),
        ("fr", "12\u00a0480", "1,8\u00a0MB"),
        ("da", "12.480", "1,8\u00a0MB"),
        ("pt-br", "12.480", "1,8\u00a0MB"),
        ("es", "12\u00a0480", "1,8\u00a0MB"),
    ],
)
def test_each_language_writes_them_as_it_does(language: str, many: str, size: str) -> None:
    page = Template("{% load ui %}{{ 12480|number }} {{ 1800000|filesize }}")
    with translation.override(language):
        assert page.render(Context()) == f"{many} {size}"
