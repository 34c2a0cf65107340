/**
 * `facepipe eval groups`: how well the groups match the people.
 * @module
 */
import { groupMetrics, mainFace, mainFaces, type PrecisionRecall, type Stage } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { GROUP_OPTIONS, openGrouping } from "../group_options.ts";
import { EVAL_OPTIONS, MAIN_FACE_OPTION, SOURCE_DETAILS } from "./eval_options.ts";
import { findFaces } from "./find_faces.ts";
import { foldersOf, onlyLabelled, readLabels } from "./labelled_people.ts";
import { matchPhotos, pathResolver } from "./labelled_photos.ts";
import { percent, show } from "./show.ts";

export default defineTool({
  name: "groups",
  describe: "Measure how well the groups match the people",
  details: `One face of each photo counts, and the others are left out. ${SOURCE_DETAILS}`,
  options: {
    labels: {
      type: "string",
      value: "file",
      describe: "CSV file with the columns path, person [default: the folder of each photo names the person]",
    },
    ...GROUP_OPTIONS,
    ...MAIN_FACE_OPTION,
    "all-faces": {
      type: "boolean",
      describe: "Group all faces of each photo, though only the main one counts",
    },
    ...EVAL_OPTIONS,
  },
  examples: [
    ["$0 --images people", "photos in a folder for each person"],
    ["detect < photos.ndjson | $0 --labels people.csv --json", "faces from a pipe"],
  ],
  async run(args, context) {
    const labels =
      args.labels === undefined ? undefined : await readLabels(args.labels, pathResolver(args, args.labels));
    const grouping = await openGrouping(args, context);
    const stage: Stage = (records) => {
      const known = labels ? onlyLabelled(records, labels) : records;
      return grouping(args.allFaces ? known : mainFaces(args.mainFace)(known));
    };
    const wanted = labels
      ? { photos: [...labels.keys()], total: labels.size }
      : { photos: args.images === undefined ? [] : [args.images] };
    const { faces, exit } = await findFaces(
      args,
      context,
      { ...wanted, embed: true, minConfidence: 0 },
      stage,
    );
    const people = labels ?? (await foldersOf(faces));
    const photos = matchPhotos(people.keys(), faces, context);
    const metrics = groupMetrics(
      [...people].map(([path, label]) => {
        const { photo = {}, faces = [] } = photos.get(path) ?? {};
        return { label, cluster: mainFace(faces, photo, args.mainFace)?.person };
      }),
    );
    await show(context, args.json, metrics, [
      ["B-cubed", inWords(metrics.bcubed)],
      ["pairwise", inWords(metrics.pairwise)],
      ["clusters", `${metrics.clusters} of ${metrics.faces} faces of ${metrics.people} people`],
    ]);
    return exit;
  },
});

function inWords({ precision, recall, f }: PrecisionRecall): string {
  return `precision ${percent(precision)}, recall ${percent(recall)}, F ${percent(f)}`;
}
