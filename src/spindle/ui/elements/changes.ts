// <sp-changes for="form-id">: the bar that appears with the first change of a form. It counts the fields that differ from what the
// page brought, marks them, and goes when they are as they were; its reset button puts them back.
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function isChanged(control: Control): boolean {
  if (control instanceof HTMLSelectElement) {
    const brought = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(brought, 0);
  }
  if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue;
}

/** The controls of a form that people fill in. */
function controls(form: HTMLFormElement): Control[] {
  return ([...form.elements] as Control[]).filter((control) => control.matches("input:not([type=hidden]), select, textarea"));
}

class Changes extends HTMLElement {
  private form: HTMLFormElement | null = null;

  connectedCallback(): void {
    this.form = document.getElementById(this.getAttribute("for") ?? "") as HTMLFormElement | null;
    this.form?.addEventListener("input", this.count);
    this.form?.addEventListener("reset", this.onReset);
    this.count();
  }

  disconnectedCallback(): void {
    this.form?.removeEventListener("input", this.count);
    this.form?.removeEventListener("reset", this.onReset);
  }

  private onReset = (): void => {
    queueMicrotask(this.count); // the fields are put back after the event
    setTimeout(this.count);
  };

  private count = (): void => {
    if (!this.form) return;
    const changed = new Set<string>();
    const marks = new Map<Element, boolean>();
    for (const control of controls(this.form)) {
      const row = control.closest(".rule, .field");
      const differs = isChanged(control);
      if (differs) changed.add(control.name);
      if (row) marks.set(row, differs || (marks.get(row) ?? false));
    }
    for (const [row, differs] of marks) row.classList.toggle("is-changed", differs);
    this.show(changed.size);
  };

  private show(count: number): void {
    this.toggleAttribute("data-sp-shown", count > 0 || "unsaved" in this.dataset);
    const said = this.querySelector("[data-said]");
    const words = count === 1 ? this.dataset.one : this.dataset.many?.replace("{count}", String(count));
    if (said && count > 0 && said.textContent !== words) said.textContent = words ?? "";
  }
}

customElements.define("sp-changes", Changes);
