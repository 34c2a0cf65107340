/**
 * `facepipe organize`: the whole chain in one process.
 * @module
 */
import { resolve } from "node:path";
import { CACHE_OPTIONS, openCache } from "./cache_options.ts";
import { defineSource } from "./command.ts";
import { openEngine } from "./engine.ts";
import { GROUP_OPTIONS } from "./group_options.ts";
import { DETECT_OPTIONS, filtersOf, MODEL_OPTIONS, parseDetSize } from "./model_options.ts";
import { openPeopleGrouping, PEOPLE_OPTIONS } from "./people_options.ts";
import { openPlacing, openUndoing, PLACE_OPTIONS } from "./place_options.ts";
import { photoCounter } from "./progress.ts";
import { REGIONS_OPTION } from "./regions_option.ts";

export default defineSource({
  name: "organize",
  describe: "Sort the photos of a folder into a folder for each person",
  details:
    "The same as scan <in> | detect | group | place <out>, in one process. Without <out> the folders go to <in>-organized, beside <in>. The photos in <in> are never changed, but for --mode move. A run that was interrupted is just started again: the faces that it had found are remembered, by the content of the photo, in a cache that facepipe cache shows and clears.",
  positionals: [
    { name: "in", describe: "Folder or zip archive of photos", required: true },
    { name: "out", describe: "Folder that gets the persons' folders; default: <in>-organized" },
  ],
  sink: true,
  options: {
    ...REGIONS_OPTION,
    ...PLACE_OPTIONS,
    ...GROUP_OPTIONS,
    ...PEOPLE_OPTIONS,
    ...DETECT_OPTIONS,
    "no-cache": { type: "boolean", describe: "Neither use nor keep faces that were found before" },
    ...CACHE_OPTIONS,
    ...MODEL_OPTIONS,
  },
  examples: [
    ["$0 photos people", "one folder for each person in people/"],
    ["$0 photos people --regions", "with the names that faces have in Lightroom, digiKam or Picasa"],
    ["$0 photos people --dry-run | jq -r '.placed[]?'", "see where everything would go"],
    ["$0 photos people --no-cache", "leave no embeddings on the disk"],
  ],
  async source(args, context) {
    const input = args._.in?.[0] ?? "";
    const output = args._.out?.[0] ?? `${resolve(input)}-organized`;
    if (args.undo) return await openUndoing(output, args, context);
    const [{ detectFaces }, { countPhotos, scanPhotos }, engine, group, place] = await Promise.all([
      import("../core/mod.ts"),
      import("../formats/mod.ts"),
      openEngine({ ...args, detSize: parseDetSize(args.detSize) }, context),
      openPeopleGrouping(args, context),
      openPlacing(output, args, context),
    ]);
    const total = context.progress.visible ? await countPhotos([input]) : undefined;
    const { keepFiltered, autorotate } = args;
    const how = { filters: filtersOf(args), keepFiltered, autorotate, normalized: false, crops: false };
    const way = { ...how, detSize: parseDetSize(args.detSize), wanted: [] };
    const cache = args.noCache ? undefined : await openCache(args, engine, way, context);
    const detect = detectFaces({
      ...engine,
      ...how,
      detector: engine.detector!,
      cache,
      onPhoto: photoCounter(context.progress, total),
    });
    const photos = scanPhotos([input], { regions: args.regions, onNote: context.note });
    return place(group(detect(photos)));
  },
});
