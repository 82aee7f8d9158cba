// What goes along with a request to the server, and how its refusal is put into words.
import { word } from "./words.ts";

const SAID: Record<number, string> = { 403: "refused", 404: "gone", 410: "gone", 429: "busy" };

/** The header by which the server knows that a change comes from its own page. */
export function csrf(): Record<string, string> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  return token ? { "X-CSRFToken": token } : {};
}

/** The server's own sentence if it sent one as plain text, else ours for this status. */
export function reason(status: number, type: string | null, text: string): string {
  const own = type?.startsWith("text/plain") && text.length > 0 && text.length < 400;
  return own ? text : word(SAID[status] ?? "failed");
}
