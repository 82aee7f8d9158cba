// Builds what the pages load: node build.mjs. Run by tools/build_assets.py. Writes into src/spindle/ui/static/ui/built/.
import { readdir, readFile, writeFile, mkdir, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ui = "src/spindle/ui";
const out = `${ui}/static/ui/built`;
const started = performance.now();

/** Every icon of icons/ as a symbol i-<name>, whole files of Tabler's with their own attributes left out. */
async function sprite() {
  const names = (await readdir(`${ui}/icons`)).filter((name) => name.endsWith(".svg")).sort();
  const symbols = await Promise.all(names.map(async (name) => {
    const svg = await readFile(`${ui}/icons/${name}`, "utf8");
    const box = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? "0 0 24 24";
    const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1]?.replace(/<!--[\s\S]*?-->|<path stroke="none"[^>]*>/g, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="i-${name.slice(0, -4)}" viewBox="${box}">${body}</symbol>`;
  }));
  await writeFile(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

const common = { bundle: true, minify: true, outdir: out, target: "es2023", charset: "utf8", legalComments: "none", logLevel: "warning" };

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([
  build({ ...common, entryPoints: [`${ui}/elements/spindle.ts`], format: "esm" }),
  build({ ...common, entryPoints: [`${ui}/elements/theme.ts`], format: "iife" }),
  // Fonts and pictures stay where they are: from built/ the same relative address leads to them.
  build({ ...common, target: "esnext", entryPoints: [`${ui}/static/ui/css/spindle.css`], external: ["*.woff2", "*.svg"] }),
  sprite(),
]);

for (const name of (await readdir(out)).sort()) {
  const bytes = await readFile(`${out}/${name}`);
  const packed = gzipSync(bytes, { level: 9 });
  // Beside the file, where the server (whitenoise) takes it for browsers that understand it.
  await writeFile(`${out}/${name}.gz`, packed);
  console.log(`${name.padEnd(14)} ${String(bytes.length).padStart(7)} bytes, ${String(packed.length).padStart(6)} gzip`);
}
console.log(`built in ${Math.round(performance.now() - started)} ms`);
