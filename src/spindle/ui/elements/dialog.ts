// Pop-ups: a link with data-dialog loads its page into #dialog and opens it; [data-close] and the event "close-dialog" close it.
// The focus goes to the first thing to do, and back to the opener. Without script the same link leads to a page.
import htmx from "htmx.org";
import { word } from "./words.ts";

const PATIENCE = 200;

function host(): HTMLDialogElement {
  return document.getElementById("dialog") as HTMLDialogElement;
}

async function open(url: string, opener: HTMLElement): Promise<void> {
  const dialog = host();
  const late = setTimeout(() => showWaiting(dialog), PATIENCE);
  opener.setAttribute("aria-busy", "true");
  try {
    await htmx.ajax("GET", url, { source: opener, target: dialog, swap: "innerHTML" });
  } finally {
    clearTimeout(late);
    opener.removeAttribute("aria-busy");
    if (dialog.querySelector("[data-waiting]")) dialog.close(); // refused: the toast says why
  }
}

function showWaiting(dialog: HTMLDialogElement): void {
  if (dialog.open) return;
  dialog.innerHTML = '<div class="dialog-frame" data-waiting role="status"><div class="dialog-body"><span class="skeleton half"></span><span class="skeleton"></span><span class="skeleton third"></span></div></div>';
  dialog.firstElementChild?.setAttribute("aria-label", word("loading"));
  dialog.showModal();
}

/** On a new screen of the pop-up the focus goes to what it says (autofocus), else to what is wrong, else to the first field. */
function focusFirst(dialog: HTMLElement): void {
  if (dialog.contains(document.activeElement) && document.activeElement !== dialog) return;
  const first =
    dialog.querySelector<HTMLElement>("[autofocus]") ??
    dialog.querySelector<HTMLElement>("[aria-invalid=true]") ??
    dialog.querySelector<HTMLElement>(".dialog-body :is(input:not([type=hidden]), select, textarea, button, a[href])") ??
    dialog.querySelector<HTMLElement>("footer .button");
  first?.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const closer = target.closest("[data-close]");
  if (closer && host().contains(closer)) {
    event.preventDefault();
    return host().close();
  }
  if (closer instanceof HTMLButtonElement) return history.back(); // the pop-up is a page here
  const opener = target.closest<HTMLElement>("[data-dialog]");
  const url = opener?.getAttribute("href");
  if (!opener || !url || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  void open(url, opener);
});

document.addEventListener("htmx:after:swap", (event) => {
  const dialog = host();
  if (event.detail.ctx.target !== dialog || !dialog.firstElementChild) return;
  if (!dialog.open) dialog.showModal();
  focusFirst(dialog);
});

document.addEventListener("close-dialog", () => host().close());

// What is closed asks for nothing any more: its polls and fields go.
document.addEventListener("close", (event) => {
  if (event.target === host()) host().replaceChildren();
}, { capture: true });
