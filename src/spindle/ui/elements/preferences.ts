// Buttons for what this device keeps: data-set-theme (light, dark, system), data-set-shortcuts (on, off); theme.ts reads it
// before the next page is painted. The density is the member's, so that the server keeps it and tells it (event "density");
// data-set-density tries one on this page alone.
const DEFAULTS: Record<string, string> = { theme: "system", shortcuts: "on" };
const NORMAL = "normal";

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

/** Whatever the density is, the menus tick it. */
function showDensity(density: string): void {
  if (density === NORMAL) delete document.documentElement.dataset.density;
  else document.documentElement.dataset.density = density;
  for (const choice of document.querySelectorAll<HTMLElement>("[data-density-choice]"))
    choice.setAttribute("aria-current", String(choice.dataset.densityChoice === density));
  for (const button of document.querySelectorAll<HTMLElement>("[data-set-density]"))
    button.setAttribute("aria-pressed", String(button.dataset.setDensity === density));
}

document.addEventListener("density", (event) => showDensity((event as CustomEvent<{ density: string }>).detail.density));
document.addEventListener("click", (event) => {
  const density = (event.target as Element).closest<HTMLElement>("[data-set-density]")?.dataset.setDensity;
  if (density) showDensity(density);
});
showDensity(document.documentElement.dataset.density ?? NORMAL);
