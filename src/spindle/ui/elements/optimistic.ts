// A click shows at once and is put right if the server refuses. data-optimistic="remove": the row of the button (or the chosen
// rows) goes; "read" and "unread" turn its mark.
const undo = new WeakMap<Element, () => void>();

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
  const backs = rowsOf(source).map(effect);
  undo.set(source, () => backs.forEach((back) => back()));
});

function putBack(event: CustomEvent<{ ctx?: { sourceElement: Element } }>): void {
  const source = event.detail.ctx?.sourceElement;
  if (source) undo.get(source)?.();
}

document.addEventListener("htmx:response:error", putBack);
document.addEventListener("htmx:error", putBack);
document.addEventListener("htmx:finally:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  if (!undo.delete(source)) return;
  for (const row of document.querySelectorAll("[data-row][data-sp-gone]")) if (isDone(row, event.detail.ctx.response?.status)) row.remove();
});

function isDone(row: Element, status: number | undefined): boolean {
  return status !== undefined && status < 400 && row.isConnected;
}
