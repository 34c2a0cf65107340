/**
 * The documentation: whole, and of use in a browser.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { pathParams, REST_ROUTES } from "../../../core/mod.ts";
import { ask } from "../../tools/rest_server.ts";
import { startSlowServer } from "../../tools/slow_finder.ts";

const CHROMIUM = "/usr/bin/chromium";

test("the OpenAPI document has every route with every parameter", async (t) => {
  const server = await startSlowServer();
  t.after(() => server.close(0));
  const { body } = await ask(server, "GET", "/openapi.json");
  assert.equal(body.openapi, "3.1.0");
  for (const { method, path, params, status, summary } of REST_ROUTES.routes) {
    const operation = body.paths[`/v1${path}`][method.toLowerCase()];
    assert.equal(operation.summary, summary);
    assert.ok(operation.responses[status] && operation.responses.default);
    const named = operation.parameters.map(({ name }: { name: string }) => name);
    const contents = Object.values(operation.requestBody?.content ?? {}) as {
      schema: { properties: object };
    }[];
    const inBody = Object.keys(contents[0]?.schema.properties ?? {});
    assert.deepEqual([...named, ...inBody].sort(), Object.keys(params).sort(), path);
    for (const name of pathParams(path)) assert.ok(named.includes(name));
  }
});

test("the page tries the interface, and loads nothing from elsewhere", {
  skip: existsSync(CHROMIUM) ? false : "chromium is not installed (package chromium)",
}, async (t) => {
  const server = await startSlowServer();
  t.after(() => server.close(0));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const asked: string[] = [];
  const problems: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`${server.address}/docs/`);
  assert.equal(await page.locator("details").count(), REST_ROUTES.routes.length);
  assert.deepEqual(asked, [`${server.address}/docs/`]);

  await page.fill("#token", await server.newToken());
  const tryIt = async (method: string, path: string, fields: Record<string, string>) => {
    const route = page.locator("details").filter({
      has: page.locator(`summary:has(code:text-is("${path}")):has(.method:text-is("${method}"))`),
    });
    await route.locator("summary").click();
    for (const [name, value] of Object.entries(fields))
      await route.locator(`input[name="${name}"]`).fill(value);
    await route.locator("button").click();
    const output = route.locator("pre");
    await output.filter({ hasText: /^\d{3} / }).waitFor();
    return output.textContent();
  };
  assert.match((await tryIt("POST", "/v1/galleries/{gallery}/", { gallery: "g" }))!, /^201 /);
  assert.match((await tryIt("POST", "/v1/camera/", { meta: "<b>roof</b>" }))!, /"meta": "<b>roof<\/b>"/);
  assert.match((await tryIt("GET", "/v1/galleries/", {}))!, /"g"/);
  assert.deepEqual(problems, []);
});
