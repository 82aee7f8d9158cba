// <sp-shortcuts>: keys as they are written on the page. Whatever carries data-shortcut="e" or "g i" is clicked (a field gets
// the focus); the last one on the page wins, so that a pop-up comes before what it covers. `?` shows them all.
// Off in fields, and wholly when switched off; keys with Ctrl stay.
import { areKeysOff, isBare, isTyping, pressed } from "./keys.ts";
import { word } from "./words.ts";

const PATIENCE = 1200;

class Shortcuts extends HTMLElement {
  private begun = "";
  private begunAt = 0;

  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
  }

  private onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const key = pressed(event);
    if (["Shift+Shift", "Ctrl+Control", "Alt+Alt"].includes(key)) return;
    if (isBare(key) && (areKeysOff() || isTyping(event))) return;
    const sequence = Date.now() - this.begunAt < PATIENCE && this.begun ? `${this.begun} ${key}` : key;
    const found = this.find(sequence) ?? this.find(key);
    this.begun = "";
    if (found) press(found);
    else if (key === "?") showSheet();
    else return this.begin(key);
    event.preventDefault();
  };

  private begin(key: string): void {
    if (!document.querySelector(`[data-shortcut^="${CSS.escape(key)} "]`)) return;
    this.begun = key;
    this.begunAt = Date.now();
  }

  private find(shortcut: string): HTMLElement | undefined {
    const all = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")];
    const modal = document.querySelector("dialog:modal");
    return all.findLast((one) => (one.dataset.shortcut ?? "").split(",").includes(shortcut) && isReachable(one, modal));
  }
}

function isReachable(one: HTMLElement, modal: Element | null): boolean {
  const covered = modal !== null && !modal.contains(one) && !one.closest("sp-toasts");
  return !covered && one.checkVisibility({ visibilityProperty: true }) && !one.matches(":disabled, [aria-disabled=true]");
}

function press(one: HTMLElement): void {
  if (one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement) one.focus();
  else one.click();
}

/** What can be pressed here, from what is on the page. */
function showSheet(): void {
  const sheet = document.createElement("dialog");
  sheet.className = "dialog";
  sheet.setAttribute("aria-label", word("keys"));
  const frame = append(sheet, "div", "dialog-frame wide");
  const head = append(frame, "header", "");
  append(head, "h1", "").textContent = word("keys");
  const list = append(append(frame, "div", "dialog-body"), "dl", "shortcut-list");
  for (const [key, label] of shownShortcuts()) addLine(list, key, label);
  if (!list.firstChild) append(list, "p", "muted").textContent = word("noKeys");
  const close = append(append(frame, "footer", ""), "button", "button push");
  close.textContent = word("close");
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
}

function shownShortcuts(): Map<string, string> {
  const shown = new Map<string, string>();
  if (document.querySelector("sp-list[data-primary] [data-row]")) {
    shown.set("j", word("nextRow"));
    shown.set("k", word("previousRow"));
    if (document.querySelector("sp-list[data-multiple]")) shown.set("x", word("chooseRow"));
  }
  const named = document.querySelectorAll<HTMLElement>("[data-shortcut], [data-row-shortcut]");
  for (const one of named) {
    const key = (one.dataset.shortcut ?? one.dataset.rowShortcut ?? "").split(",")[0] ?? "";
    if (key && !shown.has(key)) shown.set(key, labelOf(one));
  }
  return shown;
}

/** What a key does, in the words of its button. */
function labelOf(one: HTMLElement): string {
  const said = one.dataset.shortcutLabel ?? one.getAttribute("aria-label");
  if (said) return said;
  const words = one.cloneNode(true) as HTMLElement;
  for (const key of words.querySelectorAll("kbd, .badge, .for-readers")) key.remove();
  return (words.textContent ?? "").trim();
}

function addLine(list: HTMLElement, shortcut: string, label: string): void {
  const line = append(list, "div", "");
  append(line, "dt", "").textContent = label;
  const keys = append(line, "dd", "");
  for (const key of shortcut.split(/[ +]/))
    append(keys, "kbd", "").textContent = key.length === 1 ? key.toUpperCase() : key.replace("Escape", "Esc");
}

function append(parent: Element, name: string, css: string): HTMLElement {
  const made = document.createElement(name);
  if (css) made.className = css;
  parent.append(made);
  return made;
}

customElements.define("sp-shortcuts", Shortcuts);
