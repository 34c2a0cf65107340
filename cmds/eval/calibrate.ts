/**
 * `facepipe eval calibrate`: what a similarity is worth with an embedder.
 * @module
 */
import { resolve } from "node:path";
import {
  CALIBRATED_RATES,
  type ExitCode,
  type Face,
  type FalseAccepts,
  mainFace,
  mainFaces,
  measureFalseAccepts,
  SimilarityCounts,
  type Stage,
  toConfidence,
  vectorsOf,
} from "../../core/mod.ts";
import { type Context, defineTool } from "../command.ts";
import { EVAL_OPTIONS, MAIN_FACE_OPTION, SOURCE_DETAILS } from "./eval_options.ts";
import { findFaces } from "./find_faces.ts";
import { type PairArgs, scoreLabelledPairs } from "./labelled_pairs.ts";
import { foldersOf, onlyLabelled, readLabels } from "./labelled_people.ts";
import { matchPhotos, pathResolver } from "./labelled_photos.ts";
import { percent, show } from "./show.ts";

type Measured = { readonly measured: FalseAccepts; readonly exit: ExitCode };

export default defineTool({
  name: "calibrate",
  describe: "Measure how often different people reach a similarity, for --threshold auto",
  details: `Every two photos of different people count, 30,000 pairs at least: 250 people with one photo each make them. The block that is printed goes into the pack.json of your pack; --threshold auto and the confidences of galleries come from it. Wrong labels and near relatives raise the last of its numbers, and with it what auto asks for. ${SOURCE_DETAILS}`,
  options: {
    labels: {
      type: "string",
      value: "file",
      describe: "CSV file with the columns path, person [default: the folder of each photo names the person]",
    },
    pairs: {
      type: "string",
      value: "file",
      describe:
        "Only the pairs of this CSV file count, with the columns left, right, same: two paths, then 1 for one person or 0",
    },
    ...MAIN_FACE_OPTION,
    ...EVAL_OPTIONS,
  },
  examples: [
    ["$0 --images people --model ./my-pack", "photos in a folder for each person"],
    ["$0 --images people --json | jq .calibration", "the block for pack.json"],
  ],
  async run(args, context) {
    const measure = args.pairs === undefined ? measurePeople : measurePairs;
    const { measured, exit } = await measure(args, context);
    const { calibration, tar, same, different } = measured;
    const rates = CALIBRATED_RATES.filter((rate) => calibration[rate] !== undefined);
    await show(context, args.json, measured, [
      ...rates.map((rate): [string, string] => {
        const cosine = calibration[rate]!;
        const confidence = toConfidence(cosine, calibration).toFixed(4);
        return [`FAR ${rate}`, `${cosine.toFixed(4)}  confidence ${confidence}  TAR ${percent(tar[rate]!)}`];
      }),
      ["pairs", `${different} of different people, ${same} of one person`],
      ["pack.json", `"calibration": ${JSON.stringify(calibration)}`],
    ]);
    return exit;
  },
});

type PeopleArgs = PairArgs & { readonly labels: string | undefined };

/** All pairs of the faces that people's photos stand for. */
async function measurePeople(args: PeopleArgs, context: Context): Promise<Measured> {
  const labels =
    args.labels === undefined ? undefined : await readLabels(args.labels, pathResolver(args, args.labels));
  const stage: Stage = (records) =>
    mainFaces(args.mainFace)(labels ? onlyLabelled(records, labels) : records);
  const wanted = labels
    ? { photos: [...labels.keys()], total: labels.size }
    : { photos: args.images === undefined ? [] : [args.images] };
  const { faces, exit } = await findFaces(args, context, { ...wanted, embed: true, minConfidence: 0 }, stage);
  const people = labels ?? (await foldersOf(faces));
  const labelled: { face: Face; person: string }[] = [];
  for (const [path, { photo = {}, faces: found }] of matchPhotos(people.keys(), faces, context)) {
    const face = mainFace(found, photo, args.mainFace);
    if (face) labelled.push({ face, person: people.get(resolve(path))! });
  }
  const { openOnnxBlocks } = await import("../../models/mod.ts");
  const blocks = await openOnnxBlocks();
  try {
    const vectors = vectorsOf(labelled.map(({ face }) => face));
    const names = labelled.map(({ person }) => person);
    return { measured: await measureFalseAccepts(vectors, names, blocks), exit };
  } finally {
    await blocks.close();
  }
}

/** The pairs of a file; those with a photo without a face do not count. */
async function measurePairs(args: PairArgs, context: Context): Promise<Measured> {
  const { scored, exit } = await scoreLabelledPairs(args, context);
  const counts = new SimilarityCounts();
  for (const { similarity, same } of scored) if (similarity !== undefined) counts.add(similarity, same);
  return { measured: counts.result(), exit };
}
