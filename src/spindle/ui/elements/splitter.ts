// <sp-splitter data-width="inbox-list" data-min data-max>: the line between two panes (WAI-ARIA window splitter). Drag it, or
// use the arrows; Home and End for the ends, a double click or Enter for the measure of the design. Kept on this device.
const STEP = 16;

function widths(): Record<string, number> {
  return JSON.parse(localStorage.getItem("widths") ?? "{}") as Record<string, number>;
}

class Splitter extends HTMLElement {
  connectedCallback(): void {
    this.setAttribute("role", "separator");
    this.setAttribute("aria-orientation", "vertical");
    this.setAttribute("aria-valuemin", String(this.min));
    this.setAttribute("aria-valuemax", String(this.max));
    this.tabIndex = 0;
    this.tell();
    this.addEventListener("pointerdown", this.onDown);
    this.addEventListener("keydown", this.onKey);
    this.addEventListener("dblclick", () => this.set(null));
  }

  private get min(): number {
    return Number(this.dataset.min ?? 160);
  }

  private get max(): number {
    return Number(this.dataset.max ?? 640);
  }

  private get pane(): HTMLElement | null {
    return this.parentElement;
  }

  private get width(): number {
    return Math.round(this.pane?.getBoundingClientRect().width ?? 0);
  }

  private tell(): void {
    this.setAttribute("aria-valuenow", String(this.width));
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

  private onDown = (event: PointerEvent): void => {
    const from = { x: event.clientX, width: this.width };
    const onMove = (move: PointerEvent): void => this.set(from.width + move.clientX - from.x);
    this.setPointerCapture(event.pointerId);
    this.classList.add("is-dragging");
    this.addEventListener("pointermove", onMove);
    this.addEventListener("lostpointercapture", () => {
      this.removeEventListener("pointermove", onMove);
      this.classList.remove("is-dragging");
    }, { once: true });
    event.preventDefault();
  };

  private onKey = (event: KeyboardEvent): void => {
    const to: Record<string, number | null> = {
      ArrowLeft: this.width - STEP,
      ArrowRight: this.width + STEP,
      Home: this.min,
      End: this.max,
      Enter: null,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    this.set(to[event.key] ?? null);
  };
}

customElements.define("sp-splitter", Splitter);
