import assert from "node:assert/strict";
import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import type { FaceRecord, Failure } from "../../../core/mod.ts";
import { exitCodeOf, newReport, runStage, type StageReport } from "../../../core/mod.ts";
import {
  PLACE_MODES,
  readPlacedFolder,
  type UndoOptions,
  type UndoSummary,
  undoPlacing,
} from "../../../formats/mod.ts";
import { sha256 } from "../../tools/noise.ts";
import { facesOf, makePhoto, makeRecords, place, tree } from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";
import { streamOf } from "../../tools/streams.ts";

interface Undone {
  records: FaceRecord[];
  errors: Failure[];
  report: StageReport;
  summary: UndoSummary | undefined;
}

/** Undoes as the command would. */
async function undo(out: string, options: UndoOptions = {}): Promise<Undone> {
  const report = newReport("source");
  const records: FaceRecord[] = [];
  let summary: UndoSummary | undefined;
  const onUndone = (value: UndoSummary) => {
    summary = value;
  };
  const source = () => undoPlacing(out, { ...options, onUndone });
  for await (const record of runStage("place", source, streamOf(), report)) records.push(record);
  return { records, errors: records.filter((record) => record.kind === "error"), report, summary };
}

const journalOf = (out: string) => join(out, ".facepipe/journal.ndjson");

for (const mode of PLACE_MODES.filter((mode) => mode !== "reflink")) {
  test(`a ${mode} is undone, the folder that was made for it goes too`, async () => {
    const root = scratch();
    const out = join(root, "new/out");
    const records = [
      ...(await makeRecords(join(root, "photos/a.jpg"), "a", "Ann")),
      ...(await makeRecords(join(root, "photos/b.jpg"), "b", "Ann", "Bob")),
      ...(await makeRecords(join(root, "photos/c.jpg"), "b", "Ann")),
      ...(await makeRecords(join(root, "photos/d.jpg"), "d")),
    ];
    const before = tree(root);
    const times = await Promise.all(
      ["a", "b", "c", "d"].map((name) => stat(join(root, `photos/${name}.jpg`))),
    );
    await place(out, records, { mode, noFaces: true });
    const { report, records: told, summary } = await undo(out);
    assert.equal(exitCodeOf(report), 0);
    assert.deepEqual(tree(root), before);
    assert.deepEqual((await readdir(root)).sort(), ["photos"]);
    assert.equal(summary?.files, 4);
    assert.equal(summary?.earlier, 0);
    const removed = told.flatMap((record) => (record.kind === "photo" ? (record.removed ?? []) : []));
    assert.equal(removed.length, summary?.files);
    for (const [index, name] of ["a", "b", "c", "d"].entries()) {
      const now = await stat(join(root, `photos/${name}.jpg`));
      assert.equal(Math.round(now.mtimeMs), Math.round(times[index]!.mtimeMs));
      assert.equal(now.mode, times[index]!.mode);
    }
  });
}

test("each undo goes one run further back, and then there is nothing left", async () => {
  const root = scratch();
  const out = join(root, "out");
  await mkdir(out);
  const first = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  const second = await makeRecords(join(root, "b.jpg"), "b", "Ann");
  await place(out, first);
  await place(out, second, { mode: "move" });
  await place(out, first, { mode: "move" });
  assert.deepEqual(tree(root), { "out/Ann/a.jpg": "a", "out/Ann/b.jpg": "b" });
  assert.equal((await undo(out)).summary?.earlier, 2);
  assert.deepEqual(tree(root), { "a.jpg": "a", "out/Ann/a.jpg": "a", "out/Ann/b.jpg": "b" });
  assert.equal((await undo(out)).summary?.earlier, 1);
  assert.deepEqual(tree(root), { "a.jpg": "a", "b.jpg": "b", "out/Ann/a.jpg": "a" });
  assert.equal((await undo(out)).summary?.earlier, 0);
  assert.deepEqual(tree(root), { "a.jpg": "a", "b.jpg": "b" });
  assert.deepEqual(await readdir(out), [], "the folder was there before");
  const { report } = await undo(out);
  assert.equal(exitCodeOf(report), 1);
  assert.equal(report.fatal?.message, `Cannot undo in ${out}: place left nothing there to undo`);
});

test("a run that changed nothing is no run to undo", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(out, records);
  const journal = await readFile(journalOf(out), "utf8");
  await place(out, records);
  assert.equal(await readFile(journalOf(out), "utf8"), journal);
});

test("the journal is the user's own, and says who is on a placed file", async () => {
  const root = scratch();
  const out = join(root, "out");
  const photo = await makePhoto(join(root, "a.jpg"), "a");
  await place(out, [photo, ...facesOf(photo, "Ann", "Bob", "Ann")]);
  assert.equal((await stat(join(out, ".facepipe"))).mode & 0o777, 0o700);
  assert.equal((await stat(journalOf(out))).mode & 0o777, 0o600);
  const lines = (await readFile(journalOf(out), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ann = lines.find(({ path }) => path === "Ann/a.jpg");
  const id = photo.sha256!.slice(0, 16);
  assert.deepEqual([ann.person, ann.faces, ann.from], ["Ann", [`${id}-0`, `${id}-2`], join(root, "a.jpg")]);
});

test("a file that was changed stays, and is reported once", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = [
    ...(await makeRecords(join(root, "a.jpg"), "a", "Ann")),
    ...(await makeRecords(join(root, "b.jpg"), "b", "Ann")),
  ];
  await place(out, records);
  await writeFile(join(out, "Ann/a.jpg"), "edited");
  await writeFile(join(out, "Ann/mine.txt"), "mine");
  const { errors, report, summary } = await undo(out);
  assert.equal(exitCodeOf(report), 3);
  const [error] = errors;
  assert.deepEqual(
    [error?.code, error?.path, error?.reason],
    [
      "CONFLICT",
      join(root, "a.jpg"),
      `Cannot remove ${join(out, "Ann/a.jpg")}: it was changed after it was placed`,
    ],
  );
  assert.deepEqual([summary?.files, summary?.left, summary?.complete], [1, 1, true]);
  assert.deepEqual(tree(root), {
    "a.jpg": "a",
    "b.jpg": "b",
    "out/Ann/a.jpg": "edited",
    "out/Ann/mine.txt": "mine",
  });
  assert.equal(exitCodeOf((await undo(out)).report), 1);
});

test("what may be the last copy of a photo stays", async () => {
  const root = scratch();
  const out = join(root, "out");
  for (const mode of ["copy", "hardlink"] as const) {
    await place(out, await makeRecords(join(root, `${mode}.jpg`), mode, "Ann"), { mode });
    await rm(join(root, `${mode}.jpg`));
    const { errors } = await undo(out);
    assert.match(errors[0]!.reason, /: it may be the last copy of photo .*, which is not there any more$/);
  }
  await place(out, await makeRecords(join(root, "c.jpg"), "linked", "Ann"));
  await rm(join(root, "c.jpg"));
  await symlink("out/Ann/c.jpg", join(root, "c.jpg"));
  assert.match((await undo(out)).errors[0]!.reason, /last copy/);
  assert.deepEqual(Object.values(tree(join(out, "Ann"))).sort(), ["copy", "hardlink", "linked"]);
});

test("a photo that cannot be put back keeps all its files", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "Ann", "Bob"), { mode: "move" });
  await writeFile(join(root, "a.jpg"), "another photo");
  const { errors } = await undo(out);
  assert.deepEqual(
    errors.map(({ reason }) => reason),
    [
      `Cannot put photo ${join(root, "a.jpg")} back: something else is there`,
      ...["Ann", "Bob"].map(
        (name) =>
          `Cannot remove ${join(out, name, "a.jpg")}: its photo ${join(root, "a.jpg")} could not be put back`,
      ),
    ],
  );
  assert.deepEqual(tree(root), { "a.jpg": "another photo", "out/Ann/a.jpg": "a", "out/Bob/a.jpg": "a" });
});

test("the draft of an undoing that was killed when the photo was back goes too", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "Ann"), { mode: "move" });
  await writeFile(join(root, "a.jpg"), "a");
  await writeFile(join(root, `.facepipe-undo-${sha256("a.jpg").slice(0, 16)}`), "a");
  assert.equal(exitCodeOf((await undo(out)).report), 0);
  assert.deepEqual(tree(root), { "a.jpg": "a" });
});

test("a run is undone only when its photos are back", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "person-0001"), { mode: "move" });
  await rename(join(out, "person-0001"), join(root, "elsewhere"));
  const first = await undo(out);
  assert.deepEqual([exitCodeOf(first.report), first.summary?.complete], [3, false]);
  await rename(join(root, "elsewhere"), join(out, "person-0001"));
  assert.equal(exitCodeOf((await undo(out)).report), 0);
  assert.deepEqual(tree(root), { "a.jpg": "a" });
});

test("a moved photo comes back from a folder that was renamed, which stays", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "person-0001"), { mode: "move" });
  await rename(join(out, "person-0001"), join(out, "Ann"));
  await writeFile(join(out, "Ann/0.jpg"), "b");
  assert.equal(exitCodeOf((await undo(out)).report), 0);
  assert.deepEqual(tree(root), { "a.jpg": "a", "out/Ann/0.jpg": "b", "out/Ann/a.jpg": "a" });
});

test("a moved photo comes back from whichever of its files still holds it", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "in/a.jpg"), "a", "Ann", "Bob"), { mode: "move" });
  await rm(join(root, "in"), { recursive: true });
  await writeFile(join(out, "Ann/a.jpg"), "edited");
  const { errors } = await undo(out);
  assert.equal(errors.length, 1);
  assert.deepEqual(tree(root), { "in/a.jpg": "a", "out/Ann/a.jpg": "edited" });
});

test("where the system does not let it, undoing can be repeated", async (t) => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "Ann"), { mode: "move" });
  await mkdir(join(root, "in"));
  // A folder in the way of a temporary name is what even root cannot write over.
  const journal = (await readFile(journalOf(out), "utf8")).replaceAll(
    join(root, "a.jpg"),
    join(root, "in/file/a.jpg"),
  );
  await writeFile(journalOf(out), journal);
  await writeFile(join(root, "in/file"), "");
  const { report, summary } = await undo(out);
  assert.equal(exitCodeOf(report), 3);
  assert.equal(summary?.complete, false);
  assert.deepEqual(tree(out), { "Ann/a.jpg": "a" });
  await rm(join(root, "in/file"));
  assert.equal(exitCodeOf((await undo(out)).report), 0);
  assert.deepEqual(tree(root), { "in/file/a.jpg": "a" });
  t.diagnostic("put back on the second try");
});

test("a folder that was replaced by a symbolic link is not followed", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "Ann"));
  await rename(join(out, "Ann"), join(root, "elsewhere"));
  await symlink("../elsewhere", join(out, "Ann"));
  assert.equal((await undo(out)).summary?.files, 0);
  assert.deepEqual(tree(root), { "a.jpg": "a", "elsewhere/a.jpg": "a", "out/Ann": "-> ../elsewhere" });
});

test("photos that came with their bytes have no original to look for", async () => {
  const root = scratch();
  const out = join(root, "out");
  const [photo, ...faces] = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await rm(join(root, "a.jpg"));
  await place(out, [{ ...photo!, bytes: Buffer.from("a") } as FaceRecord, ...faces]);
  const { report } = await undo(out);
  assert.equal(exitCodeOf(report), 0);
  assert.deepEqual(await readdir(root), []);
});

test("what the journal could not be read with is not placed, and the rest can be undone", async () => {
  const root = scratch();
  const out = join(root, "out");
  const [photo, ...faces] = await makeRecords(join(root, "a.jpg"), "a", "An\0n");
  const [large, face] = await makeRecords(join(root, "b.jpg"), "b", "Bob");
  const nowhere = { ...photo!, path: "c\0.jpg", sha256: undefined, bytes: Buffer.from("c"), faces: 0 };
  const { report, errors } = await place(
    out,
    [
      photo!,
      ...faces.map((face, index) => ({ ...face, faceId: `\0${index}` })),
      large!,
      { ...face!, faceId: "x".repeat(1.1e6) } as FaceRecord,
      nowhere as FaceRecord,
    ],
    { mode: "move", noFaces: true },
  );
  assert.equal(exitCodeOf(report), 3);
  assert.deepEqual(
    errors.map(({ reason }) => reason),
    [
      `Cannot note photo ${join(root, "b.jpg")} in the journal: its record is too large`,
      `Cannot note photo ${resolve("c\0.jpg")} in the journal: no file can be so called`,
    ],
  );
  assert.deepEqual(Object.values(tree(root)), ["b", "a"]);
  assert.equal((await readPlacedFolder(out)).placed[0]?.person, "An\0n");
  assert.equal(exitCodeOf((await undo(out)).report), 0);
  assert.deepEqual(tree(root), { "a.jpg": "a", "b.jpg": "b" });
});

test("a dry run says the same and changes nothing", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await makeRecords(join(root, "a.jpg"), "a", "Ann", "Bob"), { mode: "move" });
  const before = tree(root);
  const rehearsed = await undo(out, { dryRun: true });
  assert.deepEqual(tree(root), before);
  const done = await undo(out);
  assert.deepEqual(rehearsed.records, done.records);
  assert.deepEqual(rehearsed.summary, done.summary);
});

test("a torn last line is cut off, and what it announced was never done", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(out, records);
  await appendFile(journalOf(out), '{"type":"file","path":"Ann/b.j');
  await place(out, await makeRecords(join(root, "b.jpg"), "b", "Bob"));
  await appendFile(journalOf(out), "\0\0\0\0");
  await undo(out);
  assert.deepEqual(tree(out), { "Ann/a.jpg": "a" });
  await undo(out);
  assert.deepEqual(tree(root), { "a.jpg": "a", "b.jpg": "b" });
});

const HOSTILE: [name: string, line: string, why: RegExp][] = [
  ["damaged", "{", /line \d+ is damaged$/],
  ["leads out", '{"type":"folder","path":"../../x"}', /is damaged$/],
  ["absolute", '{"type":"void","path":"/etc/passwd"}', /is damaged$/],
  ["undoes what is not there", '{"type":"undone","run":7}', /is damaged$/],
  ["unknown", '{"type":"future"}', /is damaged$/],
  [
    "newer",
    '{"type":"run","version":2,"at":"x","mode":"copy","made":0}',
    /a newer version of facepipe wrote it$/,
  ],
  ["endless", `"${"x".repeat(2 ** 21)}"`, /a line is too long$/],
];

for (const [name, line, why] of HOSTILE) {
  test(`a journal with a line that is ${name} is refused whole`, async () => {
    const root = scratch();
    const out = join(root, "out");
    await place(out, await makeRecords(join(root, "a.jpg"), "a", "Ann"));
    await appendFile(journalOf(out), `${line}\n`);
    const { report } = await undo(out);
    assert.equal(exitCodeOf(report), 6);
    assert.match(report.fatal!.message, why);
    assert.deepEqual(tree(root), { "a.jpg": "a", "out/Ann/a.jpg": "a" });
  });
}

test("a journal that others may write to, or that is no file, is refused", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(out, records);
  await chmod(journalOf(out), 0o622);
  const more = await makeRecords(join(root, "more.jpg"), "more", "Ann");
  for (const { report } of [await undo(out), await place(out, more, { mode: "move" })]) {
    assert.equal(exitCodeOf(report), 6);
    assert.match(report.fatal!.message, /others may write to it$/);
  }
  assert.equal(tree(root)["more.jpg"], "more");
  await rename(journalOf(out), join(root, "journal"));
  await symlink(join(root, "journal"), journalOf(out));
  for (const { report } of [
    await undo(out),
    await place(out, await makeRecords(join(root, "b.jpg"), "b", "Ann")),
  ]) {
    assert.equal(exitCodeOf(report), 6);
    assert.match(report.fatal!.message, /^Cannot use .*journal.ndjson for the journal: it is not a file$/);
  }
  assert.deepEqual(tree(out), { "Ann/a.jpg": "a" });
});

test("where a file system makes every file another user's, the journal is used with a note", async (t) => {
  const root = scratch();
  const out = join(root, "out");
  const notes: string[] = [];
  const onNote = (text: string) => notes.push(text);
  const { uid } = await stat(root);
  t.mock.method(process as { getuid(): number }, "getuid", () => uid + 1);
  const { report } = await place(out, await makeRecords(join(root, "photos/a.jpg"), "a", "Ann"), { onNote });
  assert.equal(exitCodeOf(report), 0);
  assert.deepEqual(await readdir(join(out, ".facepipe")), ["journal.ndjson"]);
  assert.equal(exitCodeOf((await undo(out, { onNote })).report), 0);
  const why = "it belongs to another user, and its file system does not let that be changed";
  assert.deepEqual(notes, [`${journalOf(out)}: ${why}`, `${journalOf(out)}: ${why}`]);
  assert.deepEqual(tree(root), { "photos/a.jpg": "a" });
});
