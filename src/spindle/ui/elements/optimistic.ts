// A click shows at once and is put right if the server refuses. data-optimistic="remove": the row of the button (or the chosen
// rows) goes; "read" and "unread" turn its mark.
interface Shown {
  rows: HTMLElement[];
  putBack: () => void;
}

// What each request under way has shown before its answer, by the element that sent it.
const shown = new WeakMap<Element, Shown>();

function rowsOf(source: Element): HTMLElement[] {
  const own = source.closest<HTMLElement>("[data-row]");
  if (own) return [own];
  if (!source.closest("[data-bulk]")) return [...document.querySelectorAll<HTMLElement>("[data-row]:has(> [aria-current=true])")];
  return [...(source.closest("sp-list")?.querySelectorAll<HTMLElement>("[data-row][data-sp-chosen]") ?? [])];
}

const EFFECTS: Record<string, (row: HTMLElement) => () => void> = {
  remove: (row) => {
    row.setAttribute("data-sp-gone", "");
    return () => row.removeAttribute("data-sp-gone");
  },
  read: (row) => turn(row, false),
  unread: (row) => turn(row, true),
};

function turn(row: HTMLElement, unread: boolean): () => void {
  const before = row.classList.contains("is-unread");
  row.classList.toggle("is-unread", unread);
  return () => row.classList.toggle("is-unread", before);
}

document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  const effect = EFFECTS[source.getAttribute("data-optimistic") ?? ""];
  if (!effect) return;
  const rows = rowsOf(source);
  const backs = rows.map(effect);
  shown.set(source, { rows, putBack: () => backs.forEach((back) => back()) });
});

function putBack(event: CustomEvent<{ ctx?: { sourceElement: Element } }>): void {
  const source = event.detail.ctx?.sourceElement;
  if (source) shown.get(source)?.putBack();
}

document.addEventListener("htmx:response:error", putBack);
document.addEventListener("htmx:error", putBack);
document.addEventListener("htmx:finally:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  for (const row of shown.get(source)?.rows ?? []) if (row.hasAttribute("data-sp-gone")) row.remove();
  shown.delete(source);
});
