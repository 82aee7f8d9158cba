// Buttons for what this device keeps: data-set-theme (light, dark, system), data-set-density (compact, normal),
// data-set-shortcuts (on, off). theme.ts reads it before the next page is painted.
const DEFAULTS: Record<string, string> = { theme: "system", density: "normal", shortcuts: "on" };

function show(name: string, value: string): void {
  if (name !== "shortcuts") {
    if (value === DEFAULTS[name]) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
  }
  for (const button of document.querySelectorAll(`[data-set-${name}]`))
    button.setAttribute("aria-pressed", String(button.getAttribute(`data-set-${name}`) === value));
}

for (const name of Object.keys(DEFAULTS)) {
  document.addEventListener("click", (event) => {
    const value = (event.target as Element).closest(`[data-set-${name}]`)?.getAttribute(`data-set-${name}`);
    if (!value) return;
    if (value === DEFAULTS[name]) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    show(name, value);
  });
  if (document.querySelector(`[data-set-${name}]`)) show(name, localStorage.getItem(name) ?? DEFAULTS[name] ?? "");
}
