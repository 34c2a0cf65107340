/**
 * `facepipe gallery stats`: what the store holds, and where it is.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { show } from "../eval/show.ts";
import { noteMissing, openStore, SHARD_OPTIONS, STORE_OPTIONS, UPLOADS_OPTION } from "./store_options.ts";

export default defineTool({
  name: "stats",
  describe: "Show where the galleries are and how much they hold",
  details: "What was deleted counts nowhere: neither its vector nor its crop nor its entry in an index.",
  options: {
    json: { type: "boolean", describe: "Print one JSON object" },
    ...SHARD_OPTIONS,
    ...UPLOADS_OPTION,
    ...STORE_OPTIONS,
  },
  examples: [["$0", "the default store"]],
  async run(args, context) {
    const { store, user } = await openStore(args, context);
    const stats = await store.stats(user, { ignoreErrors: args.ignoreErrors });
    noteMissing(stats, context);
    const uploaded = args.uploads === undefined ? undefined : await countUploads(args.uploads, user);
    const documents = Object.entries(stats.documents).map(
      ([name, count]) => [`documents: ${name}`, String(count)] as const,
    );
    await show(context, args.json, { store: store.address, ...stats, uploads: uploaded ?? null }, [
      ["store", store.address],
      ["galleries", String(stats.galleries)],
      ["faces", String(stats.faces)],
      ["vectors", String(stats.vectors)],
      ["crops", String(stats.crops)],
      ["in indexes", String(stats.indexedVectors)],
      ["uploads", uploaded === undefined ? "unknown" : String(uploaded)],
      ["bytes", String(stats.bytes)],
      ...documents,
    ]);
    return EXIT.done;
  },
});

async function countUploads(address: string, user: string): Promise<number | undefined> {
  const { openUploads } = await import("../library/galleries.ts");
  return openUploads(address).count(user);
}
