// What holds for everybody has changed (the language, how dates are written): the page is fetched anew and morphed in, so that
// scroll, focus and open menus stay. Not while somebody types or a pop-up is open: then as soon as he is done.
import htmx from "htmx.org";

const PARTS = ["#rail", "#main", ".bottom-bar", "#words"];
const PATIENCE = 500;
let due = false;

function isTyping(): boolean {
  if (document.querySelector("dialog[open], sp-changes[data-sp-shown]")) return true;
  const focused = document.activeElement;
  if (focused?.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], iframe")) return true;
  return [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("#main :is(input[type=text], textarea)")].some(
    (field) => field.value !== field.defaultValue,
  );
}

async function fetchPage(): Promise<Document | null> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

async function refresh(): Promise<void> {
  if (isTyping()) {
    setTimeout(() => void refresh(), PATIENCE);
    return;
  }
  due = false;
  const fresh = await fetchPage();
  if (!fresh) return;
  document.documentElement.lang = fresh.documentElement.lang;
  document.title = fresh.title;
  for (const name of PARTS) {
    const target = document.querySelector(name);
    const part = fresh.querySelector(name);
    if (target && part) await htmx.swap({ text: part.outerHTML, sourceElement: target, target, swap: "outerMorph" });
  }
}

document.addEventListener("preferences", () => {
  if (due) return;
  due = true;
  void refresh();
});
