// Runs before the first paint: the look that this device keeps. A classic script of its own, in the head.
const root = document.documentElement;

function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is forbidden: the system's look will do
  }
}

const theme = kept("theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

for (const [name, width] of Object.entries(JSON.parse(kept("widths") ?? "{}") as Record<string, unknown>)) {
  if (typeof width === "number") root.style.setProperty(`--w-${name}`, `${width}px`);
}
