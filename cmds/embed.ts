/**
 * `facepipe embed`: adds an embedding to the faces on stdin.
 * @module
 */
import { defineStage } from "./command.ts";
import { openEngine } from "./engine.ts";
import { MODEL_OPTIONS } from "./model_options.ts";
import { photoCounter } from "./progress.ts";

export default defineStage({
  name: "embed",
  describe: "Add an embedding to each face, or replace it by another model's",
  details:
    "Faces are read from their crop if they carry one, else from their photo, which must not have changed.",
  options: {
    force: { type: "boolean", describe: "Compute embeddings anew where this model made them already" },
    ...MODEL_OPTIONS,
  },
  examples: [
    ["detect --no-embed < photos.ndjson | $0 | group", "in two steps"],
    ["$0 --model opencv < faces.ndjson", "embeddings of another pack"],
  ],
  async stage(args, context) {
    const [{ embedFaces }, { reader, embedder, window }] = await Promise.all([
      import("../core/mod.ts"),
      openEngine({ ...args, features: [], embed: true, detect: false }, context),
    ]);
    return embedFaces({
      reader,
      embedder: embedder!,
      window,
      force: args.force,
      onPhoto: photoCounter(context.progress),
    });
  },
});
