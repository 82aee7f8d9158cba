// <sp-tabs>: tabs that switch at once (WAI-ARIA tabs, automatic activation). Arrows, Home and End. Which one is open is kept
// by the element, so that a morph does not throw the reader back to the first.
import { step } from "./keys.ts";

class Tabs extends HTMLElement {
  private openId = "";
  private watcher = new MutationObserver(() => this.sync());

  get tabs(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(":scope > [role=tablist] > [role=tab]")];
  }

  connectedCallback(): void {
    this.addEventListener("click", this.onClick);
    this.addEventListener("keydown", this.onKey);
    this.openId = this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true")?.id ?? this.tabs[0]?.id ?? "";
    this.watcher.observe(this, { subtree: true, childList: true, attributeFilter: ["aria-selected", "id"] });
    this.sync();
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
  }

  private sync(): void {
    const tabs = this.tabs;
    if (!tabs.some((tab) => tab.id === this.openId)) this.openId = tabs[0]?.id ?? "";
    for (const tab of tabs) {
      const open = tab.id === this.openId;
      if (tab.getAttribute("aria-selected") !== String(open)) tab.setAttribute("aria-selected", String(open));
      tab.tabIndex = open ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls") ?? "")?.toggleAttribute("data-sp-hidden", !open);
    }
  }

  private open(tab: HTMLElement | undefined): void {
    if (!tab) return;
    this.openId = tab.id;
    this.sync();
    tab.focus();
  }

  private onClick = (event: Event): void => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    if (tab && this.tabs.includes(tab)) this.open(tab);
  };

  private onKey = (event: KeyboardEvent): void => {
    const tabs = this.tabs;
    const from = tabs.find((tab) => tab === event.target);
    if (!from) return;
    const moves: Record<string, HTMLElement | undefined> = {
      ArrowRight: step(tabs, from, 1, true),
      ArrowLeft: step(tabs, from, -1, true),
      Home: tabs[0],
      End: tabs.at(-1),
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.open(moves[event.key]);
  };
}

customElements.define("sp-tabs", Tabs);

// Tabs that are addresses: where they do not all fit, the current one is in sight.
document.querySelector("nav.tabs > [aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
