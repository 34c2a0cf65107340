/**
 * The package as users get it: packed, installed into an empty prefix, used from another folder.
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { ROOT } from "./tools/paths.ts";
import { type Outcome, scratch, sh } from "./tools/shell.ts";

const folder = scratch();
const prefix = join(folder, "prefix");
const elsewhere = join(folder, "elsewhere");

/** Runs a script with the installed commands, and only them, on the PATH. */
function installed(script: string): Promise<Outcome> {
  return sh(script, elsewhere, { PATH: `${prefix}/bin:${process.env.PATH}` });
}

describe("the package", () => {
  let files: string[] = [];

  before(async () => {
    mkdirSync(elsewhere);
    const packed = await sh(`npm pack "${ROOT}" --json --ignore-scripts`, folder);
    const [{ filename, files: listed }] = JSON.parse(packed.stdout);
    files = listed.map(({ path }: { path: string }) => path);
    const install = `npm install --global --prefix "${prefix}" --ignore-scripts --no-audit --no-fund ./${filename}`;
    const outcome = await sh(install, folder, {}, 300_000);
    assert.equal(outcome.rc, 0, outcome.stderr);
  });

  test("holds only what users need", () => {
    const odd = files.filter(
      (file) =>
        !/^dist\/(man\/[\w-]+\.1|package\/([\w-]+\.js|report_page\.css)|(cmds|core|formats|models)\/[\w/]+\.d\.ts)$/.test(
          file,
        ),
    );
    assert.deepEqual(odd.sort(), [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist/package/licenses.txt",
      "package.json",
    ]);
  });

  test("its bare commands work from any folder", async () => {
    const outcome = await installed(
      'scan "$SAMPLES/sample1.jpg" | detect | group | place out -q && find out -name "*.jpg"',
    );
    assert.equal(outcome.rc, 0, outcome.stderr);
    assert.match(outcome.stdout, /out\/person-0*1\/sample1\.jpg/);
    for (const name of ["facepipe", "embed", "gallery"]) {
      assert.match((await installed(`${name} --version`)).stdout, /^\d+\.\d+\.\d+\n$/);
    }
  });

  test("its manual pages are found", async () => {
    const { rc, stdout } = await installed(`ls "${prefix}/share/man/man1" | head -n 100`);
    assert.equal(rc, 0);
    for (const page of ["facepipe.1", "facepipe-detect.1", "facepipe-gallery-add.1"])
      assert.ok(stdout.split("\n").includes(page), page);
  });

  test("its types serve a strict program", async () => {
    writeFileSync(
      join(elsewhere, "program.mts"),
      `import { organizePhotos, type OrganizationResult, FacepipeError } from "facepipe";
import { type Face, groupFaces } from "facepipe/core";
import { scanPhotos } from "facepipe/formats";
import { openPack } from "facepipe/models";
export const face: Face = { kind: "face", faceId: "a-0", bbox: [0, 0, 1, 1] };
// @ts-expect-error a box has four numbers
export const wrong: Face = { kind: "face", faceId: "a-0", bbox: [0, 0, 1] };
export const run = (folder: string): Promise<OrganizationResult> => organizePhotos(folder, { config: { minFaceSize: 40 } });
export const stage = groupFaces({ threshold: 0.5 });
export { FacepipeError, openPack, scanPhotos };
`,
    );
    mkdirSync(join(elsewhere, "node_modules"));
    const outcome = await installed(`ln -s "${prefix}/lib/node_modules/facepipe" node_modules/facepipe
      node "${ROOT}/node_modules/typescript/bin/tsc" --noEmit --strict --exactOptionalPropertyTypes --module nodenext --target es2023 \
        --typeRoots "${ROOT}/node_modules/@types" --types node program.mts`);
    assert.equal(outcome.rc, 0, outcome.stdout);
  });
});
