// A password that can be looked at, and rules that tick while one types (the server is the judge).
import { word } from "./words.ts";

const RULES: Record<string, (text: string) => boolean> = {
  length: (text) => [...text].length >= 8,
  lower: (text) => /\p{Ll}/u.test(text),
  upper: (text) => /\p{Lu}/u.test(text),
  digit: (text) => /\p{Nd}/u.test(text),
};

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-reveal]");
  const input = button?.parentElement?.querySelector("input");
  if (!button || !input) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  const label = word(shown ? "hidePassword" : "showPassword");
  button.setAttribute("aria-label", label);
  button.title = label;
  input.focus();
});

function tick(input: HTMLInputElement): void {
  for (const rule of document.querySelectorAll<HTMLElement>(`[data-password-rules="${CSS.escape(input.id)}"] > [data-rule]`))
    rule.classList.toggle("is-met", RULES[rule.dataset.rule ?? ""]?.(input.value) ?? false);
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.id) tick(event.target);
});
