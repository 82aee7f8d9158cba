// <sp-splitter data-width="inbox-list" data-min data-max>: the line between two panes (WAI-ARIA window splitter). It stands in the
// pane whose width it sets, or anywhere with data-pane, its id; at its end, or with class "at-start" at its beginning. Drag it, or use the arrows; Home and End for
// the ends, a double click or Enter for the measure of the design. Kept on this device.
const STEP = 16;

function widths(): Record<string, number> {
  return JSON.parse(localStorage.getItem("widths") ?? "{}") as Record<string, number>;
}

class Splitter extends HTMLElement {
  private watcher = new ResizeObserver(() => this.tell());

  connectedCallback(): void {
    this.setAttribute("role", "separator");
    this.setAttribute("aria-orientation", "vertical");
    this.setAttribute("aria-valuemin", String(this.min));
    this.setAttribute("aria-valuemax", String(this.max));
    if (this.pane?.id) this.setAttribute("aria-controls", this.pane.id);
    this.tabIndex = 0;
    this.tell();
    this.addEventListener("pointerdown", this.onDown);
    this.addEventListener("keydown", this.onKey);
    this.addEventListener("dblclick", this.onReset);
    if (this.pane) this.watcher.observe(this.pane);
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
  }

  private get min(): number {
    return Number(this.dataset.min ?? 160);
  }

  private get max(): number {
    return Number(this.dataset.max ?? 640);
  }

  private get pane(): HTMLElement | null {
    return document.getElementById(this.dataset.pane ?? "") ?? this.parentElement;
  }

  /** 1 where the pane grows to the right, -1 where it grows to the left. */
  private get grows(): number {
    return this.classList.contains("at-start") ? -1 : 1;
  }

  private get width(): number {
    return Math.round(this.pane?.getBoundingClientRect().width ?? 0);
  }

  private tell(): void {
    const now = String(this.width);
    if (this.getAttribute("aria-valuenow") !== now) this.setAttribute("aria-valuenow", now);
  }

  /** Sets the pane's width in pixels within its bounds; null gives back the measure of the design. */
  private set(width: number | null): void {
    const name = this.dataset.width ?? "";
    const kept = widths();
    const style = document.documentElement.style;
    if (width === null) {
      delete kept[name];
      style.removeProperty(`--w-${name}`);
    } else {
      kept[name] = Math.min(Math.max(width, this.min), this.max);
      style.setProperty(`--w-${name}`, `${kept[name]}px`);
    }
    localStorage.setItem("widths", JSON.stringify(kept));
    this.tell();
  }

  private onReset = (): void => this.set(null);

  private onDown = (event: PointerEvent): void => {
    const from = { x: event.clientX, width: this.width };
    const onMove = (move: PointerEvent): void => this.set(from.width + this.grows * (move.clientX - from.x));
    this.setPointerCapture(event.pointerId);
    this.classList.add("is-dragging");
    this.addEventListener("pointermove", onMove);
    this.addEventListener("lostpointercapture", () => {
      this.removeEventListener("pointermove", onMove);
      this.classList.remove("is-dragging");
    }, { once: true });
    this.focus({ preventScroll: true });
    event.preventDefault();
  };

  private onKey = (event: KeyboardEvent): void => {
    const to: Record<string, number | null> = {
      ArrowLeft: this.width - this.grows * STEP,
      ArrowRight: this.width + this.grows * STEP,
      Home: this.min,
      End: this.max,
      Enter: null,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(to[event.key] ?? null);
  };
}

customElements.define("sp-splitter", Splitter);
