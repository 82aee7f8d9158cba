// <sp-news>: rows that came above what is in sight are told, not shown: the list stays where the reader is. It stands first in
// the scrolling region; its button leads to the top.
class News extends HTMLElement {
  private known = new Set<string>();
  private watcher = new MutationObserver(() => this.count());

  private get region(): HTMLElement | null {
    return this.closest(".pane-scroll");
  }

  connectedCallback(): void {
    const region = this.region;
    if (!region) return;
    this.watcher.observe(region, { childList: true, subtree: true });
    region.addEventListener("scroll", this.onScroll, { passive: true });
    this.querySelector("button")?.addEventListener("click", this.onClick);
    this.know();
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
  }

  private get rows(): HTMLElement[] {
    return [...(this.region?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  }

  private get isAtTop(): boolean {
    return (this.region?.scrollTop ?? 0) < 8;
  }

  private know(): void {
    this.known = new Set(this.rows.map((row) => row.id));
    this.hidden = true;
  }

  private count(): void {
    if (this.isAtTop) return this.know();
    const rows = this.rows;
    const fresh = rows.findIndex((row) => this.known.has(row.id));
    this.hidden = fresh < 1;
    const words = this.querySelector("[data-news]");
    const said = `${fresh} ${this.dataset.word ?? ""}`;
    if (fresh > 0 && words && words.textContent !== said) words.textContent = said;
  }

  private onScroll = (): void => {
    if (this.isAtTop) this.know();
  };

  private onClick = (): void => {
    this.region?.scrollTo({ top: 0, behavior: "smooth" });
  };
}

customElements.define("sp-news", News);
