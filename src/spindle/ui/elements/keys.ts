// What a key press means, before anyone acts on it.

/** Whether the press belongs to a field that is being typed in. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

/** A press as shortcuts are written: "e", "#", "Ctrl+k", "Shift+F10". Shift is named only where it does not show in the key. */
export function pressed(event: KeyboardEvent): string {
  const named = event.key.length > 1;
  const parts = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey && named ? "Shift" : ""];
  return [...parts.filter(Boolean), named ? event.key : event.key.toLowerCase()].join("+");
}

/** Whether a shortcut needs no modifier, so that it can be pressed by accident (WCAG 2.1.4). */
export function isBare(shortcut: string): boolean {
  return !/(Ctrl|Alt)\+/.test(shortcut);
}

/** Whether single keys are switched off, on this device or by the member. */
export function areKeysOff(): boolean {
  return localStorage.getItem("shortcuts") === "off" || document.querySelector("sp-shortcuts[data-off]") !== null;
}

/** Whether a pop-up or a menu has the keyboard. */
export function isCovered(): boolean {
  return document.querySelector("dialog[open]:modal, [popover]:not(sp-toasts):popover-open") !== null;
}

/** The next of several in a direction; past an end it stays there, or with `wrap` it goes round. */
export function step<T>(items: readonly T[], from: T | undefined, by: number, wrap = false): T | undefined {
  if (items.length === 0) return undefined;
  const at = from === undefined ? (by > 0 ? -1 : items.length) : items.indexOf(from);
  const next = at + by;
  return wrap ? items[(next + items.length) % items.length] : items[Math.min(Math.max(next, 0), items.length - 1)];
}
