// <sp-list>: a list of rows with one Tab stop. Arrows, j and k, Home and End move; Enter opens (the row's own link);
// a search in it leads to its first row; with `data-multiple`: x, Shift and Ctrl choose several, Ctrl+A all that are loaded, once
// more all of the list ([data-bulk-whole]), Esc none, and the form [data-bulk] shows what can be done with them. `data-primary`: j, k and x work from anywhere on the page. A row is [data-row] with data-id and a link
// [data-open]. Where one is and what is chosen is kept by id, so that it survives a morph.
import { areKeysOff, isCovered, isTyping, pressed, step } from "./keys.ts";
import { word } from "./words.ts";

const MOVES: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

class List extends HTMLElement {
  private activeId = "";
  private activeAt = 0;
  private anchorId = "";
  private chosen = new Set<string>();
  private whole = false;
  private hadFocus = false;
  private watcher = new MutationObserver(() => this.sync());

  get rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-row]:not([data-sp-gone])")];
  }

  get active(): HTMLElement | undefined {
    return this.rows.find((row) => row.dataset.id === this.activeId);
  }

  connectedCallback(): void {
    this.addEventListener("keydown", this.onKey);
    this.addEventListener("click", this.onClick);
    this.addEventListener("focusin", this.onFocusIn);
    this.addEventListener("focusout", this.onFocusOut);
    document.addEventListener("keydown", this.onKeyAnywhere);
    this.watcher.observe(this, { childList: true, subtree: true, attributeFilter: ["data-sp-gone"] });
    const current = this.querySelector<HTMLElement>("[data-row]:has(> [aria-current=true])");
    this.activeId = (current ?? this.rows[0])?.dataset.id ?? "";
    this.sync();
    current?.scrollIntoView({ block: "nearest" });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKeyAnywhere);
    this.watcher.disconnect();
  }

  /** After rows came, went or were morphed: one Tab stop, the focus where the reader was, the choice without what is gone. */
  private sync(): void {
    const rows = this.rows;
    const there = new Set(rows.map((row) => row.dataset.id ?? ""));
    if (!there.has(this.activeId)) {
      const next = rows[Math.min(this.activeAt, rows.length - 1)];
      this.activeId = next?.dataset.id ?? "";
      if (next && this.hadFocus && isFocusLost()) linkOf(next)?.focus({ preventScroll: true });
    }
    for (const [at, row] of rows.entries()) {
      const active = row.dataset.id === this.activeId;
      if (active) this.activeAt = at;
      linkOf(row)?.setAttribute("tabindex", active ? "0" : "-1");
    }
    for (const id of this.chosen) if (!there.has(id)) this.chosen.delete(id);
    if (this.chosen.size === 0) this.whole = false;
    if (this.whole) this.chosen = there;
    this.showChoice(rows);
  }

  private moveTo(row: HTMLElement | undefined): void {
    if (!row) return;
    this.activeId = row.dataset.id ?? "";
    this.sync();
    linkOf(row)?.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  private onKeyAnywhere = (event: KeyboardEvent): void => {
    const own = this.contains(event.target as Node) || event.defaultPrevented;
    if (own || !("primary" in this.dataset) || isTyping(event) || isCovered() || areKeysOff()) return;
    if (["j", "k", "x"].includes(pressed(event))) this.onKey(event);
  };

  private onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || (isCovered() && !this.closest("dialog"))) return;
    const key = pressed(event);
    if (isTyping(event)) return this.leaveSearch(event, key);
    if (key.length === 1 && areKeysOff()) return;
    if (this.move(key) || this.choose(key) || this.act(key)) event.preventDefault();
  };

  /** From the search above the rows, Enter and the arrow down go to the first; what is chosen is seen before. */
  private leaveSearch(event: KeyboardEvent, key: string): void {
    const searches = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (!searches || !["ArrowDown", "Enter"].includes(key)) return;
    event.preventDefault();
    this.moveTo(this.rows[0]);
  }

  private move(key: string): boolean {
    const plain = key.replace("Shift+", "");
    const by = MOVES[plain];
    if (by === undefined || (key !== plain && !this.isMultiple)) return false;
    const from = this.active;
    const next = Number.isFinite(by) ? step(this.rows, from, by) : this.rows.at(by > 0 ? -1 : 0);
    if (key !== plain && next) this.chooseTo(from, next);
    this.moveTo(next);
    return true;
  }

  private get isMultiple(): boolean {
    return "multiple" in this.dataset;
  }

  private choose(key: string): boolean {
    if (!this.isMultiple) return false;
    const rows = this.rows;
    if (key === "x" && this.active) this.toggle(this.active);
    else if (key === "Ctrl+a" && this.areAllChosen(rows) && this.hasMore) this.whole = true;
    else if (key === "Ctrl+a") for (const row of rows) this.chosen.add(row.dataset.id ?? "");
    else if (key === "Escape" && this.chosen.size > 0) this.chooseNone();
    else return false;
    this.showChoice(rows);
    return true;
  }

  private chooseNone(): void {
    this.chosen.clear();
    this.whole = false;
  }

  private areAllChosen(rows: HTMLElement[]): boolean {
    return rows.length > 0 && this.chosen.size === rows.length;
  }

  /** Whether the list goes on beyond the rows that are loaded, and can be chosen as a whole. */
  private get hasMore(): boolean {
    return this.bulk?.querySelector("[data-bulk-whole]") != null && this.querySelector(".pager[hx-get]") !== null;
  }

  /** A verb's key: on the chosen rows if there are any, else on the row where one is. */
  private act(key: string): boolean {
    const bulk = this.chosen.size > 0 ? this.bulk?.querySelector<HTMLElement>(`[data-bulk-shortcut="${CSS.escape(key)}"]`) : null;
    const own = this.active?.querySelector<HTMLElement>(`[data-row-shortcut="${CSS.escape(key)}"]`);
    const button = bulk ?? (this.chosen.size > 0 ? null : own);
    button?.click();
    return Boolean(button);
  }

  private onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest("[data-bulk-clear]")) {
      this.chooseNone();
      return this.showChoice(this.rows);
    }
    if (target.closest("[data-bulk-whole]")) {
      this.whole = true;
      this.showChoice(this.rows);
      const active = this.active;
      if (active) linkOf(active)?.focus({ preventScroll: true }); // the button hides; the verbs' keys go on
      return;
    }
    const row = target.closest<HTMLElement>("[data-row]");
    if (!row || !target.closest("[data-open]")) return;
    if (this.isMultiple && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) this.chooseTo(this.active, row);
      else this.toggle(row);
    }
    this.activeId = row.dataset.id ?? "";
    this.sync();
  };

  private toggle(row: HTMLElement): void {
    const id = row.dataset.id ?? "";
    this.whole = false;
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.anchorId = id;
    this.showChoice(this.rows);
  }

  private chooseTo(from: HTMLElement | undefined, to: HTMLElement): void {
    const rows = this.rows;
    this.whole = false;
    const anchor = rows.find((row) => row.dataset.id === this.anchorId) ?? from ?? to;
    this.anchorId = anchor.dataset.id ?? "";
    const ends = [rows.indexOf(anchor), rows.indexOf(to)].sort((a, b) => a - b);
    this.chosen = new Set(rows.slice(ends[0], (ends[1] ?? 0) + 1).map((row) => row.dataset.id ?? ""));
    this.showChoice(rows);
  }

  private get bulk(): HTMLFormElement | null {
    return this.querySelector<HTMLFormElement>("form[data-bulk]");
  }

  private showChoice(rows: HTMLElement[]): void {
    for (const row of rows) row.toggleAttribute("data-sp-chosen", this.chosen.has(row.dataset.id ?? ""));
    if (this.chosen.size === 0) this.anchorId = "";
    const bulk = this.bulk;
    if (!bulk) return;
    bulk.hidden = this.chosen.size === 0;
    const count = bulk.querySelector("[data-bulk-count]");
    const all = bulk.querySelector<HTMLElement>("[data-bulk-whole]");
    const words = this.whole ? (all?.dataset.said ?? "") : `${this.chosen.size} ${word("chosen")}`;
    if (count && count.textContent !== words) count.textContent = words;
    if (all) all.hidden = this.whole || !this.areAllChosen(rows) || !this.hasMore;
    for (const link of bulk.querySelectorAll<HTMLElement>("[data-bulk-of-whole]")) link.hidden = !this.whole;
    const sent = bulk.querySelector("input[name=whole]");
    if (this.whole && !sent) bulk.append(hidden("whole", all?.dataset.bulkWhole ?? ""));
    if (!this.whole) sent?.remove();
    const kept = [...bulk.querySelectorAll<HTMLInputElement>("input[name=id]")].map((input) => input.value);
    if (kept.join() === [...this.chosen].join()) return;
    for (const input of bulk.querySelectorAll("input[name=id]")) input.remove();
    for (const id of this.chosen) bulk.append(hidden("id", id));
  }

  private onFocusIn = (event: FocusEvent): void => {
    this.hadFocus = true;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (!row || row.dataset.id === this.activeId) return;
    this.activeId = row.dataset.id ?? "";
    this.sync();
  };

  private onFocusOut = (event: FocusEvent): void => {
    const left = event.target instanceof Node && event.target.isConnected && event.relatedTarget;
    if (left && !this.contains(event.relatedTarget as Node)) this.hadFocus = false;
  };
}

/** Whether what had the focus is gone; a hidden element keeps it until the next frame. */
function isFocusLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest("[data-sp-gone]") !== null;
}

function linkOf(row: HTMLElement): HTMLElement | null {
  return row.querySelector("[data-open]");
}

function hidden(name: string, value: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}

customElements.define("sp-list", List);
