// <sp-menu>: a button and a menu (WAI-ARIA menu button). Opens by click, Enter, Space and the arrows; with data-context also by
// right click, Shift F10 and a long press on the row it stands in. data-src: the lines are fetched when it is first opened.
import htmx from "htmx.org";
import { step } from "./keys.ts";

const GAP = 4;
const EDGE = 8;
const LONG_PRESS = 500;
const TYPING = 600;

interface Point {
  x: number;
  y: number;
}

class Menu extends HTMLElement {
  private typed = "";
  private typedAt = 0;
  private returnTo: HTMLElement | null = null;
  private wasOpen = false;

  get button(): HTMLButtonElement | null {
    return this.querySelector("button[aria-haspopup=menu]");
  }

  get menu(): HTMLElement | null {
    return this.querySelector("[role=menu]");
  }

  get lines(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled, [aria-disabled=true])")];
  }

  connectedCallback(): void {
    this.addEventListener("pointerdown", this.onPointerDown);
    this.addEventListener("click", this.onClick);
    this.addEventListener("keydown", this.onKey);
    this.addEventListener("toggle", this.onToggle, { capture: true });
    this.addEventListener("mousemove", this.onHover);
  }

  /** Opens at a point (the pointer's), or under the button. `focus`: the line that gets the focus. */
  open(focus: "first" | "last" = "first", at?: Point, returnTo?: HTMLElement): void {
    const menu = this.menu;
    if (!menu) return;
    this.returnTo = returnTo ?? this.button;
    menu.showPopover();
    this.place(menu, at);
    this.focusLine(focus);
    if (this.dataset.src && !this.dataset.spLoaded) void this.load(menu, focus, at);
  }

  close(): void {
    this.menu?.hidePopover();
  }

  private async load(menu: HTMLElement, focus: "first" | "last", at?: Point): Promise<void> {
    this.dataset.spLoaded = "";
    await htmx.ajax("GET", this.dataset.src ?? "", { source: this, target: menu, swap: "innerHTML" });
    if (this.lines.length === 0) delete this.dataset.spLoaded; // refused or failed: ask again next time
    if (!menu.matches(":popover-open")) return;
    this.place(menu, at);
    this.focusLine(focus);
  }

  private focusLine(which: "first" | "last"): void {
    const lines = this.lines;
    (which === "first" ? lines[0] : lines.at(-1))?.focus();
  }

  /** Beside the button or the pointer, always wholly on the screen. */
  private place(menu: HTMLElement, at?: Point): void {
    const box = menu.getBoundingClientRect();
    const near = this.anchor();
    const x = at ? at.x : near.left + box.width > innerWidth - EDGE ? near.right - box.width : near.left;
    const below = at ? at.y : near.bottom + GAP;
    const above = at ? at.y - box.height : near.top - GAP - box.height;
    const y = below + box.height > innerHeight - EDGE && above > EDGE ? above : below;
    menu.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - box.width - EDGE))}px`;
    menu.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - box.height - EDGE))}px`;
  }

  private anchor(): DOMRect {
    const own = this.button?.getBoundingClientRect();
    if (own && own.width > 0) return own;
    return (this.closest("[data-row]") ?? this).getBoundingClientRect();
  }

  private onPointerDown = (event: Event): void => {
    if (this.button?.contains(event.target as Node)) this.wasOpen = this.menu?.matches(":popover-open") ?? false;
  };

  private onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (this.button?.contains(target)) {
      if (event.detail > 0 && this.wasOpen) this.close();
      else if (!this.menu?.matches(":popover-open")) this.open();
      event.stopPropagation();
      return;
    }
    if (target.closest("[role=menuitem]")) this.close();
  };

  private onToggle = (event: Event): void => {
    const opened = (event as ToggleEvent).newState === "open";
    this.button?.setAttribute("aria-expanded", String(opened));
    if (opened || !this.returnTo) return;
    const lost = document.activeElement === document.body || this.menu?.contains(document.activeElement);
    if (lost && this.returnTo.isConnected) this.returnTo.focus({ preventScroll: true });
    this.returnTo = null;
  };

  private onHover = (event: MouseEvent): void => {
    const line = (event.target as Element).closest<HTMLElement>("[role=menuitem]");
    if (line && line !== document.activeElement && this.lines.includes(line)) line.focus({ preventScroll: true });
  };

  private onKey = (event: KeyboardEvent): void => {
    if (this.button?.contains(event.target as Node)) return this.onButtonKey(event);
    const line = (event.target as Element).closest<HTMLElement>("[role=menuitem]") ?? undefined;
    const lines = this.lines;
    const moves: Record<string, HTMLElement | undefined> = {
      ArrowDown: step(lines, line, 1, true),
      ArrowUp: step(lines, line, -1, true),
      Home: lines[0],
      End: lines.at(-1),
    };
    if (event.key in moves) moves[event.key]?.focus();
    else if (event.key === "Tab") this.close();
    else if (event.key === " ") line?.click();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) this.typeAhead(event.key, line);
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  };

  private onButtonKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    event.stopPropagation();
    this.open(event.key === "ArrowDown" ? "first" : "last");
  }

  private typeAhead(key: string, from: HTMLElement | undefined): void {
    const now = Date.now();
    this.typed = now - this.typedAt > TYPING ? key : this.typed + key;
    this.typedAt = now;
    const sought = this.typed.toLowerCase();
    const lines = this.lines;
    const start = from ? lines.indexOf(from) + (sought.length === 1 ? 1 : 0) : 0;
    const turned = [...lines.slice(start), ...lines.slice(0, start)];
    turned.find((line) => (line.textContent ?? "").trim().toLowerCase().startsWith(sought))?.focus();
  }
}

/** The menu of the row that something happened on. */
function menuOf(target: EventTarget | null): Menu | null {
  const row = target instanceof Element ? target.closest("[data-row]") : null;
  return row?.querySelector<Menu>("sp-menu[data-context]") ?? null;
}

function openOn(target: EventTarget | null, at?: Point): boolean {
  const menu = menuOf(target);
  const opener = target instanceof Element ? target.closest("[data-row]")?.querySelector<HTMLElement>("[data-open]") : null;
  menu?.open("first", at, opener ?? undefined);
  return menu !== null;
}

document.addEventListener("contextmenu", (event) => {
  const inMenu = event.target instanceof Element && event.target.closest("[role=menu]");
  if (event.shiftKey || inMenu) return; // with Shift one gets the browser's own
  if (openOn(event.target, { x: event.clientX, y: event.clientY })) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (!(event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) return;
  const row = event.target instanceof Element ? event.target.closest("[data-row]")?.getBoundingClientRect() : null;
  if (openOn(event.target, row ? { x: row.left + 56, y: row.bottom - EDGE } : undefined)) event.preventDefault();
});

// Long press: not every touch browser makes a contextmenu event of it.
let held = 0;
document.addEventListener("pointerdown", (event) => {
  clearTimeout(held);
  if (event.pointerType !== "touch" || !menuOf(event.target)) return;
  const at = { x: event.clientX, y: event.clientY };
  held = window.setTimeout(() => openOn(event.target, at), LONG_PRESS);
});
for (const ending of ["pointerup", "pointercancel", "pointermove", "scroll"])
  document.addEventListener(ending, (event) => {
    const small = event instanceof PointerEvent && event.type === "pointermove" && Math.hypot(event.movementX, event.movementY) < 4;
    if (!small) clearTimeout(held);
  }, { capture: true, passive: true });

customElements.define("sp-menu", Menu);
