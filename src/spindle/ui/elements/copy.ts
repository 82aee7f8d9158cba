// data-copy="text": a click puts it on the clipboard and says so.
import { say } from "./toasts.ts";
import { word } from "./words.ts";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  if (!button) return;
  const text = button.dataset.copy ?? "";
  // A page that came by plain http has no clipboard.
  const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
  copied.then(
    () => say({ text: word("copied") }),
    () => say({ text: text, tone: "wrong" }), // at least it can be selected
  );
});
