// [data-hints-for="id of an input"]: while one types, the hint is shown whose data-ending has what stands after the @.
// Nothing is asked of anybody: the hints stand in the page.
function showHint(input: HTMLInputElement): void {
  const box = document.querySelector<HTMLElement>(`[data-hints-for="${CSS.escape(input.id)}"]`);
  if (!box) return;
  const ending = input.value.trim().toLowerCase().split("@")[1] ?? "";
  for (const hint of box.querySelectorAll<HTMLElement>("[data-ending]"))
    hint.hidden = !ending || !(hint.dataset.ending ?? "").split(" ").includes(ending);
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.id) showHint(event.target);
});
