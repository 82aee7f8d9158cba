// Who reads what now. <sp-reading data-url>: this page has that conversation before it, and says so when it comes, goes, or the
// page is put aside. <sp-readers>: the faces of colleagues ([data-reader-of]); each is shown on the row of its conversation and
// wherever [data-readers-of] asks for it, with its words.
import { csrf } from "./answers.ts";

/** The token by which the server knows this page: its live stream has it too. */
function page(): string {
  const stream = document.getElementById("live")?.getAttribute("hx-sse:connect") ?? "";
  return new URL(stream || "/", location.href).searchParams.get("page") ?? "";
}

class ReadingNow extends HTMLElement {
  private said = false;

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.onVisibility);
    window.addEventListener("pagehide", this.leave);
    this.onVisibility();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.removeEventListener("pagehide", this.leave);
    // A morph or the next conversation puts another in its place at once: that one tells where the page is now.
    setTimeout(() => {
      if (!document.querySelector("sp-reading")) this.leave();
    });
  }

  private onVisibility = (): void => {
    if (document.visibilityState === "hidden") return this.leave();
    if (!this.said) this.tell("POST");
    this.said = true;
  };

  private leave = (): void => {
    if (this.said) this.tell("DELETE");
    this.said = false;
  };

  private tell(method: string): void {
    const token = page();
    if (!token) return;
    void fetch(`${this.dataset.url ?? ""}?page=${token}`, { method, headers: csrf(), keepalive: true, credentials: "same-origin" }).catch(() => undefined);
  }
}

class Readers extends HTMLElement {
  private watcher = new MutationObserver(() => this.show());

  connectedCallback(): void {
    this.watcher.observe(document.getElementById("main") ?? document.body, { childList: true, subtree: true });
    this.show();
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
  }

  private show(): void {
    const faces = new Map<string, Element[]>();
    for (const face of this.querySelectorAll<HTMLElement>("[data-reader-of]")) {
      const of = face.dataset.readerOf ?? "";
      faces.set(of, [...(faces.get(of) ?? []), face]);
    }
    for (const marks of document.querySelectorAll<HTMLElement>("#rows [data-row] .entry-marks")) {
      const id = marks.closest<HTMLElement>("[data-row]")?.dataset.id ?? "";
      put(marks, faces.get(id) ?? [], "");
    }
    for (const place of document.querySelectorAll<HTMLElement>("[data-readers-of]")) {
      const here = faces.get(place.dataset.readersOf ?? "") ?? [];
      put(place, here, words(place, here));
    }
  }
}

/** "Meryem is reading", "Meryem, Joris are reading". */
function words(place: HTMLElement, faces: Element[]): string {
  if (faces.length === 0) return "";
  const names = faces.map((face) => (face as HTMLElement).dataset.name ?? "").join(", ");
  return `${names} ${(faces.length > 1 ? place.dataset.wordsMany : place.dataset.words) ?? ""}`;
}

function put(place: HTMLElement, faces: Element[], said: string): void {
  const shown = place.querySelector<HTMLElement>(":scope > .readers");
  const wanted = faces.map((face) => face.innerHTML).join("") + said;
  if ((shown?.dataset.shows ?? "") === wanted) return;
  shown?.remove();
  if (faces.length === 0) return;
  const box = document.createElement("span");
  box.className = "readers";
  box.dataset.shows = wanted;
  for (const face of faces) box.append(...[...face.children].map((child) => child.cloneNode(true)));
  if (said) box.append(said);
  place.append(box);
}

customElements.define("sp-reading", ReadingNow);
customElements.define("sp-readers", Readers);
