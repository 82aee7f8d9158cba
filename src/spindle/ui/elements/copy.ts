// data-copy="text": a click puts it on the clipboard and says so.
import { say } from "./toasts.ts";
import { word } from "./words.ts";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  if (!button) return;
  const text = button.dataset.copy ?? "";
  navigator.clipboard.writeText(text).then(
    () => say({ text: word("copied") }),
    () => say({ text: text, tone: "wrong" }), // no clipboard here: at least it can be selected
  );
});
