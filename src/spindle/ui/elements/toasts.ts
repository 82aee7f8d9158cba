// <sp-toasts>: what just happened, for ten seconds, with a button that takes it back. `z` presses the last one's button.
// A toast waits while the mouse or the focus is on it. An open pop-up makes all outside of it inert, so the toasts go along into it. It comes as the event "toast" (HX-Trigger), or from a script by say().
import { csrf, reason } from "./answers.ts";
import { word } from "./words.ts";

export interface Toast {
  text: string;
  tone?: string;
  undo?: string;
  method?: string;
}

const SECONDS = 10;
const TICK = 100;
const AT_MOST = 3;

class Toasts extends HTMLElement {
  private listening = false;

  /** Also after each move into a pop-up and out of it; what it hears is heard once, and before the pop-up clears itself. */
  connectedCallback(): void {
    if (this.listening) return;
    this.listening = true;
    document.addEventListener("toast", this.onToast);
    document.addEventListener("htmx:before:swap", this.onSwap);
    document.addEventListener("htmx:finally:swap", this.settle);
    document.addEventListener("close", this.onClose, { capture: true });
    const waiting = this.dataset.waiting;
    if (!waiting) return;
    delete this.dataset.waiting;
    document.cookie = "spindle_toast=; Max-Age=0; Path=/; SameSite=Lax";
    this.show(JSON.parse(waiting) as Toast);
  }

  private onToast = (event: Event): void => {
    this.show((event as CustomEvent<Toast>).detail);
  };

  show(toast: Toast): void {
    while (this.children.length >= AT_MOST) this.firstElementChild?.remove();
    const box = document.createElement("div");
    box.className = toast.tone === "wrong" ? "toast wrong" : "toast";
    box.append(element("span", toast.text));
    if (toast.undo) box.append(this.undoButton(box, toast.undo, toast.method ?? "DELETE"));
    const bar = element("progress", "");
    bar.max = SECONDS * 1000;
    bar.value = bar.max;
    bar.setAttribute("aria-hidden", "true");
    box.append(bar);
    this.raise();
    this.append(box);
    this.countDown(box, bar);
  }

  /** A toast must be seen above an open pop-up, which lies in the top layer, and be reached within it. */
  private raise(): void {
    this.moveInto([...document.querySelectorAll<HTMLElement>("dialog:modal")].at(-1) ?? document.body);
    if (!this.popover) this.popover = "manual";
    this.hidePopover();
    this.showPopover();
  }

  private moveInto(place: HTMLElement): void {
    if (this.parentElement !== place) place.append(this);
  }

  /** What is in a pop-up is about to be replaced: not the toasts. */
  private onSwap = (event: Event): void => {
    const { target } = (event as CustomEvent<{ ctx: { target: Element } }>).detail.ctx;
    if (target instanceof HTMLDialogElement && this.parentElement === target) this.moveInto(document.body);
  };

  private onClose = (event: Event): void => {
    if (this.parentElement !== event.target) return;
    this.moveInto(document.body);
    this.settle();
  };

  private settle = (): void => {
    if (this.children.length > 0) queueMicrotask(() => this.raise());
  };

  private countDown(box: HTMLElement, bar: HTMLProgressElement): void {
    const clock = setInterval(() => {
      if (!box.isConnected) return clearInterval(clock);
      if (box.matches(":hover, :focus-within") || document.hidden) return;
      bar.value -= TICK;
      if (bar.value <= 0) box.remove();
      if (this.children.length === 0) this.hidePopover();
    }, TICK);
  }

  private undoButton(box: HTMLElement, url: string, method: string): HTMLButtonElement {
    const button = element("button", word("undo"));
    button.type = "button";
    button.className = "button small";
    button.dataset.shortcut = "z";
    button.append(element("kbd", "Z"));
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.undo(box, url, method);
    });
    return button;
  }

  private async undo(box: HTMLElement, url: string, method: string): Promise<void> {
    const headers = { ...csrf(), "HX-Request": "true" };
    try {
      const answer = await fetch(url, { method, headers, credentials: "same-origin" });
      box.remove();
      if (answer.ok) return this.undone(answer);
      this.show({ text: reason(answer.status, answer.headers.get("Content-Type"), await answer.text()), tone: "wrong" });
    } catch {
      box.remove();
      this.show({ text: word("offline"), tone: "wrong" });
    }
  }

  private undone(answer: Response): void {
    const events = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}") as Record<string, { target?: string }>;
    for (const [name, detail] of Object.entries(events)) {
      const target = detail.target ? document.querySelector(detail.target) : document;
      target?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }
    if (!("toast" in events)) this.show({ text: word("undone") });
  }
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Shows a toast from a script. */
export function say(toast: Toast): void {
  document.dispatchEvent(new CustomEvent("toast", { detail: toast }));
}

customElements.define("sp-toasts", Toasts);
