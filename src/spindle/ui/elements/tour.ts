// <sp-tour data-src>: a tour through the real screens. `?tour=start` begins it; which step is next is kept for this tab, so that
// it goes on after each change of page. Each step is a card beside the element that carries its name in data-tour. The focus is
// on the way forward, Esc ends it, and the server hears that it is over.
import htmx from "htmx.org";

const KEPT = "tour";
const GAP = 12;
const EDGE = 16;

class Tour extends HTMLElement {
  private shown: HTMLElement | null = null;

  get steps(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-anchor]")];
  }

  connectedCallback(): void {
    const here = new URL(location.href);
    if (here.searchParams.get("tour") === "start") {
      sessionStorage.setItem(KEPT, "0");
      here.searchParams.delete("tour");
      history.replaceState(history.state, "", here);
    }
    const kept = sessionStorage.getItem(KEPT);
    if (kept !== null) void this.goOn(Number(kept));
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey, { capture: true });
    removeEventListener("resize", this.onResize);
  }

  private async goOn(at: number): Promise<void> {
    await htmx.ajax("GET", this.dataset.src ?? "", { source: this, target: this, swap: "innerHTML" });
    this.addEventListener("click", this.onClick);
    document.addEventListener("keydown", this.onKey, { capture: true });
    addEventListener("resize", this.onResize);
    const steps = this.steps;
    // Who went to another page by himself finds the step of that page, if there is one.
    const here = steps[at] && isHere(steps[at]) ? at : steps.findIndex(isHere);
    if (here >= 0) this.show(here);
    else this.forget();
  }

  private show(at: number): void {
    const step = this.steps[at];
    if (!step) return this.end();
    sessionStorage.setItem(KEPT, String(at));
    if (!isHere(step)) return location.assign(step.dataset.url ?? "/");
    this.hide();
    this.shown = step;
    anchorOf(step)?.setAttribute("data-sp-toured", "");
    step.showPopover();
    place(step);
    step.querySelector<HTMLElement>("footer .primary")?.focus({ preventScroll: true });
  }

  private hide(): void {
    this.shown?.hidePopover();
    for (const ringed of document.querySelectorAll("[data-sp-toured]")) ringed.removeAttribute("data-sp-toured");
    this.shown = null;
  }

  private forget(): void {
    sessionStorage.removeItem(KEPT);
    this.hide();
  }

  /** It is over: the focus goes to what was explained last. */
  private end(): void {
    const anchor = this.shown ? anchorOf(this.shown) : null;
    this.forget();
    const next = anchor?.matches("a, button") ? anchor : anchor?.querySelector<HTMLElement>("a, button");
    next?.focus({ preventScroll: true });
    void htmx.ajax("POST", this.dataset.src ?? "", { source: this, swap: "none" });
  }

  private onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const by = target.closest<HTMLElement>("[data-tour-to]")?.dataset.tourTo;
    if (target.closest("[data-tour-end]")) this.end();
    else if (by && this.shown) this.show(this.steps.indexOf(this.shown) + Number(by));
  };

  private onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.shown || document.querySelector("dialog:modal")) return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  };

  private onResize = (): void => {
    if (this.shown) place(this.shown);
  };
}

/** Whether this page is the step's. */
function isHere(step: HTMLElement): boolean {
  return location.pathname === step.dataset.url;
}

/** What the step explains, where it is on the screen; nothing on a phone that does not show it. */
function anchorOf(step: HTMLElement): HTMLElement | null {
  const anchor = document.querySelector<HTMLElement>(`[data-tour="${CSS.escape(step.dataset.anchor ?? "")}"]`);
  return anchor?.checkVisibility() ? anchor : null;
}

/** At the right of its anchor, else below, above, or within it; always wholly on the screen. */
function place(step: HTMLElement): void {
  step.style.removeProperty("left");
  step.style.removeProperty("top");
  if (matchMedia("(max-width: 40rem)").matches) return; // there it lies at the foot of the screen
  const box = step.getBoundingClientRect();
  const near = anchorOf(step)?.getBoundingClientRect() ?? new DOMRect(innerWidth / 2, innerHeight / 2, 0, 0);
  const isBeside = near.right + GAP + box.width + EDGE < innerWidth;
  const x = isBeside ? near.right + GAP : near.left + EDGE;
  const below = near.bottom + GAP + box.height + EDGE < innerHeight ? near.bottom + GAP : near.top - GAP - box.height;
  const y = isBeside ? near.top : below > EDGE ? below : near.top + EDGE * 4;
  step.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - box.width - EDGE))}px`;
  step.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - box.height - EDGE))}px`;
}

customElements.define("sp-tour", Tour);
