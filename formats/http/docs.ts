/**
 * The documentation of the interface, open to all: `/openapi.json`, and a page with forms to try it.
 * @module
 */
import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { RouteTable } from "../../core/mod.ts";
import { DOCS_SCRIPT, DOCS_STYLE } from "./docs_page.ts";

/** Adds the documentation, the page under all prefixes and without one. */
export function addDocs(app: FastifyInstance, tables: readonly RouteTable[], document: object): void {
  const page = pageOf(document);
  const policy = [
    "default-src 'none'",
    "connect-src 'self'",
    `script-src ${hashOf(DOCS_SCRIPT)}`,
    `style-src ${hashOf(DOCS_STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const prefixes = new Set(["", ...tables.flatMap((table) => table.prefixes)]);
  for (const prefix of prefixes) {
    app.get(`${prefix}/docs/`, async (_request, reply) =>
      reply
        .type("text/html; charset=utf-8")
        .header("content-security-policy", policy)
        .header("x-content-type-options", "nosniff")
        .send(page),
    );
  }
  app.get("/openapi.json", async (_request, reply) => reply.send(document));
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function pageOf(document: object): string {
  // A script ends at the first thing that looks like its end, even in JSON.
  const json = JSON.stringify(document).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>facepipe: HTTP interface</title>
<style>${DOCS_STYLE}</style>
</head>
<body>
<h1>facepipe: HTTP interface</h1>
<p id="about"></p>
<p><a href="/openapi.json">OpenAPI document</a></p>
<label>Token, of <code>facepipe user add</code> <input id="token" type="password" autocomplete="off"></label>
<main></main>
<script type="application/json" id="api">${json}</script>
<script>${DOCS_SCRIPT}</script>
</body>
</html>
`;
}
