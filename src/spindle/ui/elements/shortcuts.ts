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
    document.addEventListener("click", this.onClick);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onClick);
  }

  /** [data-show-keys]: the sheet by a button; a pop-up that it stands in is closed first. */
  private onClick = (event: Event): void => {
    if ((event.target as Element).closest("[data-show-keys]")) setTimeout(showSheet);
  };

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
  const body = append(frame, "div", "dialog-body");
  for (const [group, keys] of shownShortcuts()) {
    if (keys.size === 0) continue;
    append(body, "h2", "shortcut-group").textContent = word(group);
    const list = append(body, "dl", "shortcut-list");
    for (const [key, label] of keys) addLine(list, key, label);
  }
  const close = append(append(frame, "footer", ""), "button", "button push");
  close.textContent = word("close");
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
}

type Keys = Map<string, string>;

/** What can be pressed on the page, in a list, and everywhere; each key once, the nearest first. */
function shownShortcuts(): [string, Keys][] {
  const here: Keys = new Map();
  const everywhere: Keys = new Map([["?", word("keys")], ["z", word("undo")]]);
  const list = listKeys();
  for (const one of document.querySelectorAll<HTMLElement>("[data-shortcut], [data-row-shortcut]")) {
    const group = one.dataset.rowShortcut ? list : one.closest(".rail, sp-toasts") ? everywhere : here;
    const key = (one.dataset.shortcut ?? one.dataset.rowShortcut ?? "").split(",")[0] ?? "";
    if (key && !group.has(key)) group.set(key, labelOf(one));
  }
  for (const key of here.keys()) list.delete(key);
  return [["keysHere", here], ["keysInList", list], ["keysEverywhere", everywhere]];
}

/** What a list understands by itself (list.ts, menu.ts). */
function listKeys(): Keys {
  const keys: Keys = new Map();
  if (!document.querySelector("sp-list [data-row]")) return keys;
  if (document.querySelector("sp-list[data-primary]")) {
    keys.set("j", word("nextRow"));
    keys.set("k", word("previousRow"));
  }
  keys.set("Enter", word("openRow"));
  if (document.querySelector("sp-list[data-multiple]")) {
    keys.set("x", word("chooseRow"));
    keys.set("Ctrl+a", word("chooseAll"));
  }
  if (document.querySelector("[data-row] sp-menu[data-context]")) keys.set("Shift+F10", word("rowMenu"));
  return keys;
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
