// What every request carries, and what is said when one fails.
import htmx, { type HtmxRequestCtx } from "htmx.org";
import { csrf, reason } from "./answers.ts";
import { say } from "./toasts.ts";
import { word } from "./words.ts";

function isLive(source: Element | undefined): boolean {
  return source?.id === "live";
}

document.addEventListener("htmx:config:request", (event) => {
  Object.assign(event.detail.ctx.request.headers, csrf());
});

document.addEventListener("htmx:response:error", (event) => {
  const ctx = event.detail.ctx;
  if (isLive(ctx.sourceElement)) return retryLive(ctx);
  const status = ctx.response?.status ?? 0;
  if (status === 401) return location.reload(); // signed out meanwhile: the server shows where to sign in
  if (status === 422) return;
  say({ text: reason(status, ctx.response?.headers.get("Content-Type") ?? null, ctx.text ?? ""), tone: "wrong" });
});

document.addEventListener("htmx:error", (event) => {
  const ctx = event.detail.ctx;
  if (ctx && isLive(ctx.sourceElement)) return retryLive(ctx);
  console.error(event.detail.error);
  say({ text: word(navigator.onLine && !(event.detail.error instanceof TypeError) ? "failed" : "offline"), tone: "wrong" });
});

// The extension takes up a stream that broke; one that never began is ours to ask for again.
let wait = 2000;
function retryLive(ctx: HtmxRequestCtx): void {
  if (ctx.response?.status === 401 || ctx.response?.status === 403) return;
  setTimeout(() => {
    const live = document.getElementById("live");
    const url = live?.getAttribute("hx-sse:connect");
    if (live && url) void htmx.ajax("GET", url, { source: live, swap: "none" });
  }, wait);
  wait = Math.min(wait * 2, 60_000);
}

document.addEventListener("htmx:sse:after:connection", () => {
  wait = 2000;
});
