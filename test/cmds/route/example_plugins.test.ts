/**
 * The plugins of examples/plugins on real photos: over pipes, and over HTTP.
 * @module
 */
import assert from "node:assert/strict";
import { cpSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { ROOT, SAMPLES } from "../../tools/paths.ts";
import { post, startRoute } from "../../tools/route_process.ts";
import { sharedData } from "../../tools/shared_data.ts";
import { type Outcome, scratch, sh } from "../../tools/shell.ts";

const PLUGINS = join(ROOT, "examples/plugins");
const folder = scratch();
const env = { FACEPIPE_DB: join(folder, "g.db"), KNOWN: "cast", PLUGINS };

/** A record with what these tests look at. */
interface Line {
  kind: string;
  faceId: string;
  path: string;
  bbox: number[];
  crop: string;
  matches: { id: string; name?: string; confidence: number }[];
  plugins?: { alert?: Alert; enrol?: { id: string; galleries: string[] } };
}

interface Alert {
  id: string;
  name?: string;
  confidence: number;
  camId: string;
}

async function ok(script: string, more: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await sh(`set -e; ${script}`, folder, { ...env, ...more });
  assert.equal(outcome.rc, 0, outcome.stderr);
  return outcome;
}

function facesOf(file: string): Line[] {
  const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "face");
}

/** Marks the faces of a stream as a camera would. */
const LABELS = `jq -c 'if .kind == "face" then
  .camId = "gate" | .labels = ["gallery=cast", "name=" + (.path | split("/")[-2])] else . end'`;

describe("the example plugins", () => {
  before(async () => {
    const bbt = sharedData("bbt");
    if (bbt) {
      cpSync(join(bbt, "people"), join(folder, "people"), { recursive: true });
      for (const n of [1, 2, 3]) cpSync(join(bbt, `bbt${n}.jpg`), join(folder, `seen/bbt${n}.jpg`));
    } else {
      for (const n of [1, 2]) cpSync(join(SAMPLES, `sample${n}.jpg`), join(folder, `people/some/${n}.jpg`));
      for (const n of [3, 4]) cpSync(join(SAMPLES, `sample${n}.jpg`), join(folder, `seen/${n}.jpg`));
    }
    const filters = "--min-face-size 30 --min-face-ratio 0 --blur-threshold 10";
    await ok(`scan people | detect ${filters} > people.ndjson
      scan seen | detect --crops ${filters} > seen.ndjson`);
    await ok("gallery create other", env);
  });

  test("enrol adds faces to the gallery that their labels name, and each only once", async () => {
    const route = `${LABELS} < people.ndjson | facepipe route --plugin "$PLUGINS/enrol.js"`;
    const first = await ok(`${route} > enrolled.ndjson`);
    const faces = facesOf("enrolled.ndjson");
    assert.ok(faces.length >= 6, `${faces.length} faces`);
    assert.ok(faces.every(({ plugins }) => plugins?.enrol?.galleries.join() === "cast"));
    assert.match(first.stderr, new RegExp(`enrol: ${faces.length} faces added`));
    const { stdout } = await ok("gallery list cast --json");
    const known = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ids = (all: { id: string }[]) => all.map(({ id }) => id).sort();
    assert.deepEqual(ids(known), ids(faces.map(({ plugins }) => plugins!.enrol!)));
    assert.ok(known.every(({ meta }) => meta.camera === "gate" && meta.name));
    assert.match((await ok(`${route} > again.ndjson`)).stderr, /enrol: 0 faces added/);
    assert.equal(
      readFileSync(join(folder, "again.ndjson"), "utf8"),
      readFileSync(join(folder, "enrolled.ndjson"), "utf8"),
    );
  });

  test("alert tells who was seen, as gallery identify does", async () => {
    await ok(
      `jq -c 'if .kind == "face" then .camId = "door" else . end' seen.ndjson |
      facepipe route --plugin "$PLUGINS/alert.js" > alerted.ndjson`,
      { ALERTS: "alerts.ndjson" },
    );
    await ok("gallery identify cast < seen.ndjson > identified.ndjson");
    const seen = (line: Line) => line.plugins?.alert && [line.plugins.alert.id, line.plugins.alert.name];
    const expected = facesOf("identified.ndjson").map(({ matches: [best] }) => best && [best.id, best.name]);
    assert.deepEqual(facesOf("alerted.ndjson").map(seen), expected);
    const alerts = expected.filter((one) => one !== undefined);
    assert.ok(alerts.length > 0, "nobody was seen");
    const lines = readFileSync(join(folder, "alerts.ndjson"), "utf8").trimEnd().split("\n");
    const told: Alert[] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ id, name }) => [id, name]),
      alerts,
    );
    assert.ok(told.every(({ camId }) => camId === "door"));
    assert.equal(statSync(join(folder, "alerts.ndjson")).mode & 0o777, 0o600);
  });

  test("over HTTP they say the same", async () => {
    const plugins = ["enrol", "alert"].flatMap((name) => ["--plugin", join(PLUGINS, `${name}.js`)]);
    const route = await startRoute(folder, ["--no-auth", ...plugins], env);
    const answers: unknown[] = [];
    for (const { path, bbox, crop } of facesOf("alerted.ndjson")) {
      const { status, body } = await post(route.address, {
        photo: readFileSync(join(folder, path)),
        face: Buffer.from(crop, "base64"),
        bbox: bbox.join(),
        cam_id: "door",
        labels: '{"gallery":"other"}',
      });
      assert.equal(status, 200, JSON.stringify(body));
      answers.push(body.plugins);
    }
    const { code, records } = await route.stop();
    assert.equal(code, 0);
    assert.deepEqual(
      records.filter(({ kind }) => kind === "face").map(({ plugins }) => plugins),
      answers,
    );
    assert.equal(records.at(-1)?.kind, "end");
    const alert = (said: Line["plugins"]) => said?.alert && [said.alert.id, said.alert.confidence];
    assert.deepEqual(
      (answers as Line["plugins"][]).map(alert),
      facesOf("alerted.ndjson").map(({ plugins }) => alert(plugins)),
    );
    const { stdout } = await ok("gallery list other --json");
    assert.equal(stdout.trimEnd().split("\n").length, answers.length);
  });
});
