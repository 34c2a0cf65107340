/**
 * `facepipe gallery list`: the galleries, or the faces of one.
 * @module
 */
import { EXIT, type FacePage, type ListedFace } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { table } from "../table.ts";
import { CLIENT_OPTIONS, openGalleryClient } from "./client_options.ts";
import { faceLine } from "./face_line.ts";
import { FILTER_OPTIONS, filtersOf } from "./filter_options.ts";
import { noteMissing, SHARD_OPTIONS } from "./store_options.ts";

export default defineTool({
  name: "list",
  describe: "List the galleries, or the faces of one",
  details:
    "With --json a list of faces is one object a line, and the last line holds nextPage where there are more. For vectors and crops see facepipe gallery export.",
  positionals: [{ name: "gallery", describe: "List the faces of this one" }],
  options: {
    ...FILTER_OPTIONS,
    limit: {
      type: "number",
      min: 1,
      max: 100_000,
      integer: true,
      default: 1000,
      describe: "Most faces to list",
    },
    sort: { type: "string", choices: ["id", "-id"], default: "id", describe: "Order of faces" },
    page: { type: "string", describe: "nextPage of the list before; the other options must be the same" },
    json: { type: "boolean", describe: "Print an object a line" },
    ...SHARD_OPTIONS,
    ...CLIENT_OPTIONS,
  },
  examples: [
    ["$0", "the galleries and how many faces each has"],
    ["FACEPIPE_TOKEN=$TOKEN $0 --db https://faces.example", "those of a server"],
    ["$0 family --meta 'age>=45' --meta 'tags~male,angry'", "faces with this metadata"],
  ],
  async run(args, context) {
    const { client } = await openGalleryClient(args, context);
    const [name] = args._.gallery ?? [];
    const { ignoreErrors } = args;
    if (name === undefined) {
      const { galleries, ...servers } = await client.listGalleries({ ignoreErrors });
      noteMissing(servers, context);
      const rows = galleries.map((gallery) => [gallery.name, String(gallery.number)]);
      const lines = galleries.map((gallery) => `${JSON.stringify(gallery)}\n`).join("");
      await context.print(args.json ? lines : table(["GALLERY", "FACES"], rows));
      return EXIT.done;
    }
    const { limit, sort, page } = args;
    const found = await client.gallery(name).list({
      filters: filtersOf(args, await client.metaTypes({ ignoreErrors })),
      limit,
      sort,
      ignoreErrors,
      ...(page !== undefined && { page }),
    });
    noteMissing(found, context);
    await context.print(args.json ? jsonLines(found) : faceTable(found.faces));
    if (found.nextPage !== undefined && !args.json)
      context.note(`there are more: add --page ${found.nextPage}, or a larger --limit`);
    return EXIT.done;
  },
});

function jsonLines({ faces, nextPage }: FacePage): string {
  const lines = faces.map((face) => `${JSON.stringify(faceLine(face))}\n`);
  if (nextPage !== undefined) lines.push(`${JSON.stringify({ nextPage })}\n`);
  return lines.join("");
}

function faceTable(faces: readonly ListedFace[]): string {
  const rows = faces.map(({ id, meta, facts }) => {
    const { name, ...others } = meta;
    const more = Object.entries(others).map(([key, value]) => `${key}=${value}`);
    return [String(id), String(name ?? ""), more.join(" "), facts.path ?? ""];
  });
  return table(["ID", "NAME", "METADATA", "PHOTO"], rows);
}
