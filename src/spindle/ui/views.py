"""The page of components and what its specimens ask for. Only there with DEBUG or SPINDLE_SHOW_COMPONENTS."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import TemplateDoesNotExist, get_template
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spindle.ui import specimens, specimens_palette
from spindle.ui.responses import close_dialog, toast


@require_safe
def specimen(request: HttpRequest, name: str = "components") -> HttpResponse:
    """A page built from the parts, with the company of the design."""
    try:
        get_template(f"ui/specimens/{name}.html")
    except TemplateDoesNotExist:
        raise Http404(name) from None
    context = _context(request) | {"about_level": 1 if name == "about" else 2}
    return render(request, f"ui/specimens/{name}.html", context)


@require_http_methods(["POST", "DELETE"])
def deed(request: HttpRequest) -> HttpResponse:
    """Does nothing and says so with an undo; with ?refuse=1 it is refused with a sentence."""
    if request.GET.get("refuse"):
        return HttpResponse("Meryem deleted this a moment ago.", content_type="text/plain", status=409)
    response = HttpResponse(status=204)
    if request.method == "DELETE":
        return response
    chosen = len(request.POST.getlist("id"))
    return toast(
        response, f"{chosen} messages finished" if chosen else "Message finished", undo_url=request.path
    )


@require_http_methods(["GET", "POST"])
def dialog(request: HttpRequest) -> HttpResponse:
    """A pop-up with a form: an error answers 422 with the form, success closes it."""
    form = specimens.SpecimenForm(request.POST or None, auto_id="dialog-%s")
    if request.method == "POST" and form.is_valid():
        return toast(close_dialog(HttpResponse(status=204)), "Saved")
    context = _context(request) | {"form": form, "dialog_action": request.path, "dialog_close": "/ui/"}
    return render(request, "ui/specimens/dialog.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def tour(request: HttpRequest) -> HttpResponse:
    """A tour over two of the pages; POST: it is over."""
    if request.method == "POST":
        return HttpResponse(status=204)
    return render(request, "ui/parts/tour.html", {"steps": specimens_palette.TOUR, "video": "/ui/about/"})


@require_http_methods(["GET", "POST"])
def inline(request: HttpRequest) -> HttpResponse:
    """The company's name edited in place: GET the text, ?edit=1 the field, POST saves or is refused."""
    form = specimens.SpecimenForm(
        request.POST or None, initial={"company": "Van Dijk"}, auto_id="inline-%s-field"
    )
    wrong = request.method == "POST" and "company" in form.errors
    editing = wrong or (request.method == "GET" and "edit" in request.GET)
    context = {"field": form["company"], "value": request.POST.get("company", "Van Dijk"), "editing": editing}
    return render(request, "ui/specimens/_inline.html", context, status=422 if wrong else 200)


def _context(request: HttpRequest) -> dict[str, object]:
    return {
        "rail": specimens.rail(request.path),
        "tour_url": "/ui/tour/",
        "palette": specimens_palette.PALETTE,
        "now": timezone.localtime(),
        "form": specimens.SpecimenForm(initial={"company": "Van Dijk"}),
        "wrong_form": specimens.SpecimenForm(
            {"wrong-company": "van dijk", "wrong-kind": "imap"}, prefix="wrong"
        ),
        "entries": specimens.entries(int(request.GET.get("count", "9"))),
        "messages": specimens.messages(),
        "archive": specimens.archive(),
        "relations": specimens.relations(),
        "panel": specimens.panel(),
        "row_menu": specimens.ROW_MENU,
        "bulk": specimens.BULK,
        "tabs": specimens.TABS,
        "filters": specimens.FILTERS,
        "facts": specimens.FACTS,
        "chips": specimens.CHIPS,
        "quick": specimens.QUICK,
        "files": specimens.FILES,
        "steps": specimens.STEPS,
        "setup": specimens.SETUP,
        "columns": specimens.COLUMNS,
        "accounts": specimens.ACCOUNTS,
        "tally": specimens.TALLY,
        "rules": specimens.RULES,
        "swatches": specimens.SWATCHES,
        "kinds": ("primary", "", "plain", "danger", "danger primary"),
        "person": specimens.ANNEKE,
        "colleagues": (specimens.JORIS, specimens.TOM, specimens.MERYEM, specimens.ELINE),
        "tab_panels": (
            ("contact", "CONTACT INFO", None, "ui/specimens/_panel.html"),
            ("memo", "Memo", 2, "ui/specimens/_panel.html"),
            ("history", "History", None, "ui/specimens/_panel.html"),
        ),
    }
