// <sp-news>: a list stays where the reader is. As long as he has scrolled away from its top, or has chosen rows, what comes in is
// held back and told: "3 new". At the top and idle it comes in by itself. It stands first in the scrolling region; its button
// leads to the top and brings all in. What has gone elsewhere goes here too, and marks change: none of that moves a row.
const LIVE = "from:#live";
const AT_TOP = 8;

class News extends HTMLElement {
  private held = false;
  private wanted = false;
  private watcher = new MutationObserver(() => this.release());

  private get region(): HTMLElement | null {
    return this.closest(".pane-scroll");
  }

  connectedCallback(): void {
    const region = this.region;
    if (!region) return;
    region.addEventListener("scroll", this.release, { passive: true });
    region.addEventListener("htmx:before:swap", this.onSwap);
    this.watcher.observe(region, { subtree: true, attributeFilter: ["data-sp-chosen"] });
    this.querySelector("button")?.addEventListener("click", this.onClick);
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
  }

  private get isIdle(): boolean {
    const region = this.region;
    return (region?.scrollTop ?? 0) < AT_TOP && !region?.querySelector("[data-sp-chosen], [popover]:popover-open");
  }

  /** Before the answer to a live event takes the place of the list. */
  private onSwap = (event: Event): void => {
    const { sourceElement, target, text } = (event as CustomEvent<{ ctx: Context }>).detail.ctx;
    if (target !== this.region || !sourceElement.getAttribute("hx-trigger")?.includes(LIVE)) return;
    const fresh = this.isIdle || this.wanted ? 0 : this.compare(rowsIn(text));
    this.wanted = false;
    this.held = fresh > 0;
    this.hidden = !this.held;
    if (!this.held) return;
    event.preventDefault();
    this.say(fresh);
  };

  /** How many rows would come above those that are there; what is gone goes, what was read is read. */
  private compare(incoming: Map<string, HTMLElement>): number {
    const rows = rowsOf(this.region);
    const order = [...incoming.keys()];
    const stays = rows.filter((row) => incoming.has(row.id));
    const first = stays.find((row, at) => isInOrder(row, stays[at + 1], order));
    const fresh = first ? order.indexOf(first.id) : order.length;
    if (fresh === 0) return 0;
    const last = rows.findLastIndex((row) => incoming.has(row.id));
    for (const [at, row] of rows.entries()) {
      const now = incoming.get(row.id);
      if (now) row.classList.toggle("is-unread", now.classList.contains("is-unread"));
      else if (at < last) row.remove();
    }
    return fresh;
  }

  private say(fresh: number): void {
    const words = this.querySelector("[data-news]");
    const said = `${fresh} ${this.dataset.word ?? ""}`;
    if (words && words.textContent !== said) words.textContent = said;
  }

  /** Whoever is back at the top, with nothing chosen, sees what came. */
  private release = (): void => {
    if (this.held && this.isIdle) this.bringIn();
  };

  private onClick = (): void => {
    this.region?.scrollTo({ top: 0 });
    this.bringIn();
  };

  private bringIn(): void {
    this.held = false;
    this.wanted = true;
    const source = this.region?.querySelector(`[hx-trigger*="${LIVE}"]`);
    const topic = source?.getAttribute("hx-trigger")?.split(" ")[0] ?? "inbox";
    document.getElementById("live")?.dispatchEvent(new CustomEvent(topic));
  }
}

interface Context {
  sourceElement: Element;
  target: Element;
  text: string;
}

function rowsOf(root: ParentNode | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>("[data-row]:not([data-sp-gone])") ?? [])];
}

function rowsIn(text: string): Map<string, HTMLElement> {
  const page = new DOMParser().parseFromString(text, "text/html");
  return new Map(rowsOf(page).map((row) => [row.id, row]));
}

/** Whether a row stands before the one after it in the new order too; one that has moved up does not count as staying. */
function isInOrder(row: HTMLElement, next: HTMLElement | undefined, order: string[]): boolean {
  return !next || order.indexOf(row.id) < order.indexOf(next.id);
}

customElements.define("sp-news", News);
