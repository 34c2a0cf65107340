/**
 * Runs the placing stage in a process of its own, for tests that kill it:
 * `node place_child.js <out> <records.ndjson> <options as JSON>`. It prints `ready` before it
 * begins and its records afterwards, one a line. The option `hardLinks: false` makes it work as
 * on a file system without hard links; `undo: true` makes it undo the last run.
 * @module
 */
import { readFile } from "node:fs/promises";
import { exitCodeOf, type FaceRecord, newReport, runStage } from "../../core/mod.ts";
import { checkPlaceOptions, type PlaceOptions } from "../../formats/place/options.ts";
import { placeInto } from "../../formats/place/place_photos.ts";
import { publishByReservation } from "../../formats/place/publish.ts";
import { openTarget } from "../../formats/place/target.ts";
import { undoPlacing } from "../../formats/place/undo.ts";

const [out = "", recordsFile = "", json = "{}"] = process.argv.slice(2);
type ChildOptions = PlaceOptions & { hardLinks?: boolean; undo?: boolean };
const { hardLinks = true, undo = false, ...options } = JSON.parse(json) as ChildOptions;

async function* readRecords(): AsyncGenerator<FaceRecord> {
  for (const line of (await readFile(recordsFile, "utf8")).split("\n")) {
    if (line !== "") yield JSON.parse(line) as FaceRecord;
  }
}

const report = newReport("source");
const settings = checkPlaceOptions(out, options);
process.stdout.write("ready\n");
const placing = (records: AsyncIterable<FaceRecord>) =>
  placeInto(settings, records, async (wanted) => {
    const target = await openTarget(wanted);
    return hardLinks ? target : { ...target, hardLinks, publish: publishByReservation(target.temp) };
  });
const stage = undo ? () => undoPlacing(out, options) : placing;
for await (const record of runStage("place", stage, readRecords(), report)) {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}
process.exitCode = exitCodeOf(report);
