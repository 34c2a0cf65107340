/**
 * `facepipe explain`: why two faces are, or are not, one person.
 * @module
 */
import { EXIT, type Explanation, type FaceRecord, newReport, runStage, usageError } from "../core/mod.ts";
// Not formats/mod.ts, which loads what light commands do not need.
import { readRecords } from "../formats/record_stream.ts";
import { defineTool } from "./command.ts";
import { explanationText } from "./explanation_text.ts";
import { CALIBRATION_OPTION, GROUP_OPTIONS } from "./group_options.ts";
import { openPeopleGrouping, PEOPLE_OPTIONS } from "./people_options.ts";

const { constraints, known, db, "min-faces": minFaces } = PEOPLE_OPTIONS;

export default defineTool({
  name: "explain",
  describe: "Tell why two faces are one person, or are not",
  details:
    "Reads the records that group reads, or those that it wrote, and groups them again: give it the options that you gave to group. It knows nothing of --state. Prints how alike the two faces are, the joins that brought them together (or would, at a lower threshold), the constraints that decided, and the threshold that parts or joins them.",
  positionals: [
    { name: "face", describe: "Id of a face, or the beginning of it", required: true },
    { name: "other", describe: "Id of another face, or the beginning of it", required: true },
  ],
  options: {
    ...GROUP_OPTIONS,
    ...CALIBRATION_OPTION,
    constraints,
    known,
    db,
    "min-faces": minFaces,
    json: { type: "boolean", describe: "Print a JSON object instead of sentences" },
  },
  examples: [
    ["$0 0123456789abcdef-0 fedcba98-1 < faces.ndjson", "why are they, or not, one person?"],
    ["$0 0123456789abcdef-0 fedcba98-1 --threshold 0.4 --json < faces.ndjson | jq .joins", "for programs"],
  ],
  async run(args, context) {
    const { stdin, print, note } = context;
    if (process.stdin.isTTY)
      throw usageError("standard input", undefined, "expected records, such as < faces.ndjson");
    const { explainFaces, findFace, MergeLog } = await import("../core/mod.ts");
    const log = new MergeLog();
    let explanation: Explanation | undefined;
    const anew = { ...args, state: undefined, regroup: false, forget: false };
    const group = await openPeopleGrouping(anew, context, {
      onMerge: log.note,
      inspect: async (decided) => {
        const [a, b] = [args._.face, args._.other].map((wanted) =>
          findFace(decided.candidates.ids, wanted?.[0] ?? ""),
        );
        if (a === b) throw usageError("<other>", args._.other?.[0], "expected another face than the first");
        explanation = await explainFaces(decided, [a!, b!], log);
      },
    });
    const report = newReport();
    const told = new Map<string, string>();
    const paths = new Map<string, string>();
    const watched = watch(readRecords(stdin), told, paths);
    for await (const _ of runStage("explain", group, watched, report));
    if (report.fatal) throw report.fatal;
    if (explanation === undefined) throw usageError("standard input", undefined, "expected records of faces");
    for (const { face, person } of explanation.faces) {
      const before = told.get(face);
      if (before !== undefined && before !== person) {
        note(
          `${face} is ${before} in the input, but ${person ?? "nobody"} with these options; give explain those that group had`,
        );
      }
    }
    await print(args.json ? `${JSON.stringify(explanation)}\n` : explanationText(explanation, paths));
    return EXIT.done;
  },
});

/** Passes records on, and notes whose each face is said to be and where it is. */
async function* watch(
  records: AsyncIterable<FaceRecord>,
  told: Map<string, string>,
  paths: Map<string, string>,
): AsyncIterable<FaceRecord> {
  for await (const record of records) {
    if (record.kind === "face") {
      if (record.person !== undefined) told.set(record.faceId, record.person);
      if (record.path !== undefined) paths.set(record.faceId, record.path);
    }
    yield record;
  }
}
