/**
 * `facepipe eval boxes`: how well the detector finds faces.
 * @module
 */
import { boxMetrics, counted, type Face, type FoundBox } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { DETECT_OPTIONS } from "../model_options.ts";
import { EVAL_OPTIONS, SOURCE_DETAILS } from "./eval_options.ts";
import { findFaces } from "./find_faces.ts";
import { matchPhotos, pathResolver, requiredFile } from "./labelled_photos.ts";
import { percent, show } from "./show.ts";

export default defineTool({
  name: "boxes",
  describe: "Measure how well the detector finds faces",
  details: `Only photos that the labels name count. ${SOURCE_DETAILS.replace("all filters off", "all other filters off")}`,
  options: {
    labels: {
      type: "string",
      value: "file",
      describe: "Labelled faces: XML of dlib's imglab, or CSV with the columns path, x1, y1, x2, y2",
    },
    iou: {
      type: "number",
      min: 0.01,
      max: 1,
      default: 0.5,
      describe: "Least intersection over union of a face that was found and a labelled one",
    },
    "min-confidence": DETECT_OPTIONS["min-confidence"],
    ...EVAL_OPTIONS,
  },
  examples: [
    ["$0 --labels faces.xml --images photos", "measure the default detector"],
    ["$0 --labels faces.csv --images photos --detector buffalo_l --min-confidence 0.5", "another one"],
  ],
  async run(args, context) {
    const file = requiredFile("--labels", args.labels);
    const { readBoxes } = await import("../../formats/mod.ts");
    const absolute = pathResolver(args, file);
    const labels = new Map([...(await readBoxes(file))].map(([path, boxes]) => [absolute(path), boxes]));
    const { minConfidence } = args;
    const wanted = { photos: [...labels.keys()], total: labels.size, embed: false, minConfidence };
    const { faces, exit } = await findFaces(args, context, wanted);
    const photos = matchPhotos(labels.keys(), faces, context);
    const metrics = boxMetrics(
      [...labels].map(([path, labelled]) => ({
        labelled,
        found: (photos.get(path)?.faces ?? []).flatMap((face) => foundBox(face, minConfidence)),
      })),
      args.iou,
    );
    await show(context, args.json, metrics, [
      ["recall", `${percent(metrics.recall)} (${metrics.found} of ${metrics.labelled} labelled faces)`],
      ["precision", `${percent(metrics.precision)} (${counted(metrics.extra, "face")} not labelled)`],
      ["average precision", percent(metrics.ap)],
    ]);
    return exit;
  },
});

/** A face as a box, unless it has none or is not sure enough. */
function foundBox({ bbox, score = 1 }: Face, minConfidence: number): FoundBox[] {
  return bbox && score >= minConfidence ? [{ bbox, score }] : [];
}
