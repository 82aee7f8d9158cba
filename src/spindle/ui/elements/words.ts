// The sentences that the script says, in the member's language: the page brings them in #words.

/** The words under this name; the name itself if the page does not bring them. */
export function word(name: string): string {
  return document.getElementById("words")?.dataset[name] ?? name;
}
