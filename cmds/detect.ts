/**
 * `facepipe detect`: finds the faces in the photos on stdin.
 * @module
 */
import { usageError } from "../core/mod.ts";
import { CACHE_OPTIONS, openCache } from "./cache_options.ts";
import { defineStage } from "./command.ts";
import { openEngine } from "./engine.ts";
import { DETECT_OPTIONS, filtersOf, MODEL_OPTIONS, parseDetSize, parseFeatures } from "./model_options.ts";
import { photoCounter } from "./progress.ts";

export default defineStage({
  name: "detect",
  describe: "Find the faces in photos, and embed them",
  details:
    "A face is kept when it passes all filters: size, confidence, area, area against the largest face of the photo, sharpness. Where no face of a photo passes, its best one or two are kept and marked elected. Estimates of age, gender and emotions are rough.",
  options: {
    ...DETECT_OPTIONS,
    "no-embed": { type: "boolean", describe: "Compute no embeddings" },
    normalized: { type: "boolean", describe: "The photos are aligned faces already: take each as one face" },
    features: { type: "strings", commas: true, describe: "Estimates to add: age, gender, emotions" },
    crops: {
      type: "boolean",
      describe: "Put the aligned face into each record as a PNG of 112 × 112 pixels",
    },
    cache: {
      type: "boolean",
      describe: "Keep the faces, and take those that were found before from the cache, as organize does",
    },
    ...CACHE_OPTIONS,
    ...MODEL_OPTIONS,
  },
  examples: [
    ["scan photos | $0 | group | place out", "the whole chain"],
    ["scan photos | $0 --keep-filtered --det-size 1280x1280", "small faces in large photos too"],
    ["scan photos | $0 --features age,gender | jq .features", "rough estimates"],
    ["scan photos | $0 --cache | group | place out", "go on where an earlier run was interrupted"],
  ],
  async stage(args, context) {
    if (args.normalized && args.autorotate)
      throw usageError("--autorotate", undefined, "it contradicts --normalized");
    const [detSize, wanted] = [parseDetSize(args.detSize), parseFeatures(args.features)];
    const [{ detectFaces }, engine] = await Promise.all([
      import("../core/mod.ts"),
      openEngine({ ...args, detSize, features: wanted, embed: !args.noEmbed }, context),
    ]);
    const { keepFiltered, autorotate, normalized, crops } = args;
    const how = { filters: filtersOf(args), keepFiltered, autorotate, normalized, crops };
    const way = { ...how, detSize, wanted };
    return detectFaces({
      ...engine,
      ...how,
      detector: engine.detector!,
      cache: args.cache ? await openCache(args, engine, way, context) : undefined,
      onPhoto: photoCounter(context.progress),
    });
  },
});
