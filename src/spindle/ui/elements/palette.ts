// <sp-palette>: a field that keeps the focus while the arrows walk through what it finds (WAI-ARIA combobox with a listbox).
// Enter does what is marked; when the answer to what was typed is still on its way, Enter waits for it.
import { step } from "./keys.ts";

class Palette extends HTMLElement {
  private isWaiting = false;

  get input(): HTMLInputElement {
    return this.querySelector("[role=combobox]") as HTMLInputElement;
  }

  get list(): HTMLElement {
    return this.querySelector("[role=listbox]") as HTMLElement;
  }

  get options(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=option]")];
  }

  get marked(): HTMLElement | undefined {
    return this.options.find((option) => option.getAttribute("aria-selected") === "true");
  }

  connectedCallback(): void {
    this.addEventListener("keydown", this.onKey);
    this.addEventListener("mousemove", this.onHover);
    this.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("htmx:after:swap", this.onFound);
    this.mark(this.options[0]);
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:after:swap", this.onFound);
  }

  private mark(option: HTMLElement | undefined): void {
    this.marked?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private onFound = (event: Event): void => {
    const target = (event as CustomEvent<{ ctx: { target: unknown } }>).detail.ctx.target;
    if (!(target instanceof Element) || !this.contains(target) || target === this) return;
    this.mark(this.options[0]);
    target.scrollTop = 0;
    const status = this.querySelector("[data-status]");
    if (status) status.textContent = this.list.dataset.said ?? "";
    if (this.isWaiting && this.isAnswered()) this.marked?.click();
  };

  private onHover = (event: MouseEvent): void => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option && option !== this.marked) this.mark(option);
  };

  private onKey = (event: KeyboardEvent): void => {
    if (event.target !== this.input || event.isComposing) return;
    const options = this.options;
    const moves: Record<string, HTMLElement | undefined> = {
      ArrowDown: step(options, this.marked, 1, true),
      ArrowUp: step(options, this.marked, -1, true),
      Home: options[0],
      End: options.at(-1),
    };
    this.isWaiting = false;
    if (event.key in moves && !event.shiftKey) this.mark(moves[event.key]);
    else if (event.key === "Enter") this.choose();
    else if (!(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopPropagation();
  };

  private choose(): void {
    if (this.isAnswered()) this.marked?.click();
    else this.isWaiting = true;
  }

  /** Whether what is shown belongs to what is typed. */
  private isAnswered(): boolean {
    return this.list.dataset.typed === this.input.value.trim().split(/\s+/).join(" ");
  }
}

customElements.define("sp-palette", Palette);
