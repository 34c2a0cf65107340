/**
 * The bytes of the page: everything that it shows is in it, and it may load nothing.
 * @module
 */
import { createHash } from "node:crypto";
import type { ReviewAlbum } from "../../core/mod.ts";
import type { PageFiles } from "./page_files.ts";

/** How a page of ours begins. */
export const OWN_PAGE = /^<!doctype html>\n<html lang="en" data-made-by="facepipe report">/;

/** Text inside an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** JSON inside a script element: no tag and no comment can begin or end in it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * All up to the pictures. The policy lets the page's own style and script run, and pictures that
 * are part of it be shown; it can reach nothing outside, whatever a name or a path might contain.
 */
export function pageStart(title: string, { script, style }: PageFiles): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return `<!doctype html>
<html lang="en" data-made-by="facepipe report">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy.join("; "))}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"><p class="loading">Opening the album …</p></div>
<noscript>This page shows an album with a script of its own. Let it run scripts to see it.</noscript>
`;
}

/** The pictures of one photo: of itself, then of its faces; `-` stands for one that is missing. */
export function pictureBlock(photo: number, pictures: readonly (Uint8Array | undefined)[]): string {
  const texts = pictures.map((picture) =>
    picture === undefined ? "-" : Buffer.from(picture).toString("base64"),
  );
  return `<script type="text/plain" id="photo-${photo}">${texts.join(" ")}</script>\n`;
}

/** All after the pictures. */
export function pageEnd(album: ReviewAlbum, { script }: PageFiles): string {
  return `<script type="application/json" id="album">${scriptJson(album)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
