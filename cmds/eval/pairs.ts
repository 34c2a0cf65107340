/**
 * `facepipe eval pairs`: how well similarity tells people apart.
 * @module
 */
import { counted, pairMetrics } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { EVAL_OPTIONS, MAIN_FACE_OPTION, SOURCE_DETAILS } from "./eval_options.ts";
import { scoreLabelledPairs } from "./labelled_pairs.ts";
import { percent, show } from "./show.ts";

export default defineTool({
  name: "pairs",
  describe: "Measure how well similarity tells pairs of one person from pairs of two",
  details: `Accuracy is measured in ten parts, each with the threshold that is best for the other nine. ${SOURCE_DETAILS}`,
  options: {
    pairs: {
      type: "string",
      value: "file",
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
    const { scored, exit } = await scoreLabelledPairs(args, context);
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
