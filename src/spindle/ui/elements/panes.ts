// Lists and panes: a row that loads beside the list becomes the current one, and a phone shows the pane that was loaded.
const SHOWS: Record<string, string> = { conversation: "conversation", "relation-panel": "relation", card: "card", "archive-preview": "preview" };

function markCurrent(link: Element): void {
  const list = link.closest("sp-list, ul, ol");
  for (const other of list?.querySelectorAll("[data-open][aria-current]") ?? []) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  link.closest("[data-row]")?.classList.remove("is-unread");
}

document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement, target, response } = event.detail.ctx;
  if (!sourceElement.matches("[data-open]") || (response && response.status >= 400)) return;
  markCurrent(sourceElement);
  const panes = target.closest<HTMLElement>(".panes");
  const pane = SHOWS[target.id];
  if (panes && pane) panes.dataset.pane = pane;
  target.querySelector(".pane-scroll")?.scrollTo({ top: 0 });
});
