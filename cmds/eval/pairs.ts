/**
 * `facepipe eval pairs`: how well similarity tells people apart.
 * @module
 */
import { mainFace, pairMetrics, scorePairs } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { EVAL_OPTIONS, MAIN_FACE_OPTION, SOURCE_DETAILS } from "./eval_options.ts";
import { findFaces } from "./find_faces.ts";
import { matchPhotos, pathResolver, requiredFile } from "./labelled_photos.ts";
import { counted, percent, show } from "./show.ts";

export default defineTool({
  name: "pairs",
  describe: "Measure how well similarity tells pairs of one person from pairs of two",
  details: `Accuracy is measured in ten parts, each with the threshold that is best for the other nine. ${SOURCE_DETAILS}`,
  options: {
    pairs: {
      type: "string",
      describe: "CSV file with the columns left, right, same: two paths, then 1 for one person or 0",
    },
    ...MAIN_FACE_OPTION,
    ...EVAL_OPTIONS,
  },
  examples: [
    ["$0 --pairs lfw/pairs.csv --images lfw/images", "measure the default models"],
    [
      "$0 --pairs lfw/pairs.csv --images lfw/images --faces lfw.ndjson --json",
      "faces that were found before",
    ],
  ],
  async run(args, context) {
    const file = requiredFile("--pairs", args.pairs);
    const { readPairs } = await import("../../formats/mod.ts");
    const absolute = pathResolver(args, file);
    const pairs = (await readPairs(file)).map(({ left, right, same }) => ({
      left: absolute(left),
      right: absolute(right),
      same,
    }));
    const photos = [...new Set(pairs.flatMap(({ left, right }) => [left, right]))].sort();
    const wanted = { photos, total: photos.length, embed: true, minConfidence: 0 };
    const { faces, exit } = await findFaces(args, context, wanted);
    const mains = new Map(
      [...matchPhotos(photos, faces, context)].flatMap(([path, { photo = {}, faces }]) => {
        const face = mainFace(faces, photo, args.mainFace);
        return face ? [[path, face]] : [];
      }),
    );
    const scored = scorePairs(pairs, mains);
    const metrics = pairMetrics(scored);
    const missing = scored.filter(({ similarity }) => similarity === undefined).length;
    if (missing > 0)
      context.note(`${counted(missing, "pair")} with a photo without faces; counted as refused`);
    await show(context, args.json, metrics, [
      ["accuracy", percent(metrics.accuracy)],
      ["threshold", metrics.threshold.toFixed(4)],
      ["TAR at FAR 1e-2", percent(metrics.tar["1e-2"])],
      ["TAR at FAR 1e-3", percent(metrics.tar["1e-3"])],
      ["pairs", String(metrics.pairs)],
    ]);
    return exit;
  },
});
