/**
 * Events over HTTP: who may send them, what is wrong with some, and what becomes of them at the end.
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SAMPLES } from "../../tools/paths.ts";
import { post, startRoute } from "../../tools/route_process.ts";
import { scratch, sh } from "../../tools/shell.ts";

const folder = scratch();
const photo = readFileSync(join(SAMPLES, "sample1.jpg"));
const event = { photo, bbox: "413,353,603,593" };

const PLUGINS = {
  echo: `export const activate = () => ({
    preprocess: () => [],
    process: (request, photo, bbox, eventId, face) =>
      ({ request, photo: photo.length, bbox, eventId, crop: face.crop?.length > 0 }),
  });`,
  bad: `export const activate = () => ({ preprocess: () => [], process() { throw new Error("secret"); } });`,
  slow: `import { writeFileSync } from "node:fs";
    export const activate = () => ({
      preprocess: () => [],
      async process({ eventId }) {
        writeFileSync("begun-" + eventId, "");
        await new Promise((resolve) => setTimeout(resolve, 700));
        return "done";
      },
      shutdown: () => writeFileSync("farewell", ""),
    });`,
};

function plugin(...names: (keyof typeof PLUGINS)[]): string[] {
  return names.flatMap((name) => ["--plugin", join(folder, `${name}.js`)]);
}

describe("route --listen", () => {
  before(() => {
    mkdirSync(folder, { recursive: true });
    for (const [name, code] of Object.entries(PLUGINS)) writeFileSync(join(folder, `${name}.js`), code);
  });

  test("an event reaches the plugins with all that its sender said; a plugin that fails is named", async () => {
    const route = await startRoute(folder, ["--no-auth", ...plugin("echo", "bad")]);
    const said = {
      cam_id: "gate",
      timestamp: "2026-01-01T12:00:00+01:00",
      event_id: "7",
      bs_type: "realtime",
      labels: '["a","b=c"]',
      score: "0.9",
      detectorParams: '{"roi":[1,2]}',
    };
    const { status, body } = await post(route.address, { ...event, ...said });
    assert.equal(status, 200);
    const { faceId, ...request } = (body.plugins as { echo: { request: Record<string, unknown> } }).echo
      .request;
    assert.match(String(faceId), /^[0-9a-f]{16}-0$/);
    assert.deepEqual(request, {
      camId: "gate",
      timestamp: "2026-01-01T11:00:00.000Z",
      eventId: "7",
      bsType: "realtime",
      labels: ["a", "b=c"],
      score: 0.9,
      detectorParams: { roi: [1, 2] },
    });
    assert.deepEqual(body, {
      event_id: "7",
      face_id: faceId,
      plugins: {
        echo: {
          request: { faceId, ...request },
          photo: photo.length,
          bbox: [413, 353, 603, 593],
          eventId: "7",
          crop: false,
        },
      },
      errors: [{ plugin: "bad", code: "UNKNOWN_ERROR" }],
    });
    const other = await post(route.address, { ...event, bbox: "[400, 353, 603, 593]" });
    assert.notEqual(other.body.face_id, faceId);

    const wrong: [Record<string, string | Uint8Array<ArrayBuffer>>, number, string, string?][] = [
      [{ bbox: event.bbox }, 400, "BAD_PARAM", "photo"],
      [{ photo }, 400, "BAD_PARAM", "bbox"],
      [{ ...event, bbox: "1,2,3" }, 400, "BAD_PARAM", "bbox"],
      [{ ...event, bbox: "9000,9000,9100,9100" }, 400, "BAD_PARAM", "bbox"],
      [{ ...event, photo: Buffer.from("no photo") }, 400, "BAD_PARAM", "photo"],
      [{ ...event, photo: photo.subarray(0, 500) }, 400, "EXTRACTION_ERROR", "photo"],
      [{ ...event, photo: "http://127.0.0.1:1/a.jpg" }, 400, "BAD_PARAM", "photo"],
      [{ ...event, face: photo }, 400, "EXTRACTION_ERROR", "face"],
      [{ ...event, face: "text" }, 400, "BAD_PARAM", "face"],
      [{ ...event, timestamp: "noon" }, 400, "BAD_PARAM", "timestamp"],
      [{ ...event, bs_type: "best" }, 400, "BAD_PARAM", "bs_type"],
      [{ ...event, score: "2" }, 400, "BAD_PARAM", "score"],
      [{ ...event, labels: "[1]" }, 400, "BAD_PARAM", "labels"],
      [{ ...event, detectorParams: "[]" }, 400, "BAD_PARAM", "detectorParams"],
      [
        { ...event, detectorParams: `{"a":${"[".repeat(200)}${"]".repeat(200)}}` },
        400,
        "BAD_PARAM",
        "detectorParams",
      ],
      [{ ...event, photo: new Uint8Array(11 * 2 ** 20) }, 413, "OVER_CAPACITY"],
    ];
    for (const [fields, expected, code, param] of wrong) {
      const answer = await post(route.address, fields);
      assert.deepEqual(
        [answer.status, answer.body.code],
        [expected, code],
        `${param} ${JSON.stringify(answer.body)}`,
      );
      if (param) assert.equal(answer.body.param, param);
    }
    assert.equal((await post(route.address, event)).status, 200);
    const { code, records } = await route.stop();
    assert.equal(code, 3, "a plugin failed");
    assert.equal(records.filter(({ kind }) => kind === "face").length, 3);
    assert.ok(records.every(({ bytes }) => bytes === undefined));
    assert.doesNotMatch(route.log(), / {4}at /);
  });

  test("only the user that it runs for may send events", async () => {
    const db = join(folder, "g.db");
    const add = async (name: string) =>
      JSON.parse((await sh(`facepipe user add ${name} --json --db "${db}"`, folder)).stdout);
    const [gate, other] = [await add("gate"), await add("other")];
    const route = await startRoute(folder, ["--db", db, "--user", gate.id, ...plugin("echo")]);
    assert.equal((await post(route.address, event, gate.token)).status, 200);
    for (const token of [undefined, "wrong", other.token]) {
      const { status, body } = await post(route.address, event, token);
      assert.deepEqual([status, body.code], [401, "AUTH_FAILED"]);
    }
    assert.equal((await route.stop("SIGINT")).code, 130);
  });

  test("what was accepted is handled before it ends, and then the plugins shut down", async () => {
    const route = await startRoute(folder, ["--no-auth", ...plugin("slow")]);
    const answers = ["1", "2"].map((id) => post(route.address, { ...event, event_id: id }));
    while (!existsSync(join(folder, "begun-1")) && !existsSync(join(folder, "begun-2"))) await sleep(10);
    const { code, records } = await route.stop();
    for (const { status, body } of await Promise.all(answers)) {
      assert.equal(status, 200);
      assert.deepEqual(body.plugins, { slow: "done" });
    }
    assert.equal(code, 0);
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ["face", "face", "end"],
    );
    assert.ok(existsSync(join(folder, "farewell")));
  });

  test("with best shots the answer comes at once, and one face of the track is handled", async () => {
    const route = await startRoute(folder, ["--no-auth", "--best-shot", "overall", ...plugin("echo")]);
    for (const score of ["0.5", "0.9", "0.7"]) {
      const { status, body } = await post(route.address, { ...event, event_id: "7", score });
      assert.equal(status, 202);
      assert.deepEqual([body.event_id, body.plugins], ["7", undefined]);
    }
    const { code, records } = await route.stop();
    assert.equal(code, 0);
    assert.deepEqual(
      records.map(({ kind, score, bsType }) => [kind, score, bsType]),
      [
        ["face", 0.9, "overall"],
        ["end", undefined, undefined],
      ],
    );
  });
});
