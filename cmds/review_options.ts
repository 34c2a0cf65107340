/**
 * Options of `group` for those who look over what it decided.
 * @module
 */
import { extname } from "node:path";
import { type DecidedFaces, usageError } from "../core/mod.ts";
import type { Context } from "./command.ts";
import type { Options, ValuesOf } from "./option.ts";

/** How to look into a grouping. */
export const REVIEW_OPTIONS = {
  suggest: {
    type: "string",
    value: "file",
    describe:
      "Write what is worth a second look to this file, most doubtful first: people who may be one, faces that may be somebody else's",
  },
  "suggest-limit": {
    type: "number",
    integer: true,
    min: 1,
    default: 100,
    describe: "How many suggestions at most",
  },
  dendrogram: {
    type: "string",
    value: "file",
    describe:
      "Write the tree of joins to this file: .nwk, .newick or .tree for Newick, .json for a list of joins",
  },
} as const satisfies Options;

/** What `inspect` of the grouping stage has to be for the options; undefined where they ask for nothing. */
export function reviewing(
  { suggest, suggestLimit, dendrogram }: ValuesOf<typeof REVIEW_OPTIONS>,
  { note }: Context,
): ((decided: DecidedFaces) => Promise<void>) | undefined {
  const format = dendrogram === undefined ? undefined : formatOf(dendrogram);
  if (suggest === undefined && dendrogram === undefined) return undefined;
  return async (decided) => {
    if (suggest !== undefined) await writeSuggestions(suggest, decided, suggestLimit);
    if (dendrogram !== undefined) await writeDendrogram(dendrogram, format!, decided, note);
  };
}

const FORMATS: Record<string, "newick" | "json" | undefined> = {
  ".nwk": "newick",
  ".newick": "newick",
  ".tree": "newick",
  ".json": "json",
};

/** How the files begin that these options write. */
const OWN = {
  suggestions: /^\{"type":"(same|different)","faces":[^\n]*"why":/,
  json: /^\{"least":/,
  newick: /^[(']|^\S+;\n$/,
} as const;

function formatOf(path: string): "newick" | "json" {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw usageError("--dendrogram", path, `expected a name that ends with ${Object.keys(FORMATS).join(", ")}`);
}

async function writeSuggestions(path: string, decided: DecidedFaces, limit: number): Promise<void> {
  const [{ suggestReviews }, { writePrivateFile }] = await Promise.all([
    import("../core/mod.ts"),
    import("../formats/private_file.ts"),
  ]);
  const suggestions = await suggestReviews(decided, limit);
  await writePrivateFile(
    path,
    suggestions.map((suggestion) => `${JSON.stringify(suggestion)}\n`),
    OWN.suggestions,
  );
}

async function writeDendrogram(
  path: string,
  format: "newick" | "json",
  decided: DecidedFaces,
  note: (message: string) => void,
): Promise<void> {
  const [{ dendrogramJson, dendrogramOf, newickOf }, { writePrivateFile }] = await Promise.all([
    import("../core/mod.ts"),
    import("../formats/private_file.ts"),
  ]);
  const dendrogram = await dendrogramOf(decided);
  if (dendrogram.least > 0) {
    note(`the tree has joins down to a similarity of ${dendrogram.least}: there are too many faces for all`);
  }
  await writePrivateFile(
    path,
    format === "json" ? dendrogramJson(dendrogram) : newickOf(dendrogram),
    OWN[format],
  );
}
