// A field that is edited in place: it has the focus at once, leaving it or Enter saves, Esc fetches the old value again.
// Tab saves and opens the next field; when the answer comes, the focus stays where the reader went meanwhile.
import htmx from "htmx.org";

function formOf(target: EventTarget | null): HTMLFormElement | null {
  return target instanceof Element ? target.closest<HTMLFormElement>("form[data-inline-edit]") : null;
}

document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (!form || form.dataset.spLeft !== undefined || form.contains(event.relatedTarget as Node | null)) return;
  if (document.hasFocus() && form.isConnected) form.requestSubmit();
  const next = event.relatedTarget;
  if (form.dataset.spTab !== undefined && next instanceof HTMLElement && next.matches("button.inline-value")) next.click();
});

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  if (event.key === "Tab") form.dataset.spTab = "";
  else delete form.dataset.spTab;
}, { capture: true });

document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  if (form) form.dataset.spLeft = ""; // Enter and then the loss of focus are one saving
}, { capture: true });

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  form.dataset.spLeft = "";
  const field = form.closest(".inline-field");
  if (field) void htmx.ajax("GET", form.dataset.inlineEdit ?? "", { source: form, target: field, swap: "outerHTML" });
});

document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (form && event.target instanceof HTMLSelectElement) form.requestSubmit();
});

document.addEventListener("htmx:after:swap", (event) => {
  const id = event.detail.ctx.target.id;
  const field = id ? document.getElementById(id) : null;
  if (!field?.classList.contains("inline-field")) return;
  const elsewhere = document.activeElement !== null && document.activeElement !== document.body && !field.contains(document.activeElement);
  const control = field.querySelector<HTMLElement>("form :is(input, select, textarea):not([type=hidden])");
  if (!control && elsewhere) return;
  (control ?? field.querySelector<HTMLElement>(".inline-value"))?.focus();
  if (control instanceof HTMLInputElement) control.select();
});
