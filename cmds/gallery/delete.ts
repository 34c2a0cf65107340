/**
 * `facepipe gallery delete`: faces that are to be forgotten.
 * @module
 */
import { counted, EXIT, Id, usageError } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { confirmed, YES_OPTION } from "../confirm.ts";
import { everyFace } from "./every_face.ts";
import { FILTER_OPTIONS, filtersOf } from "./filter_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";
import { existingGallery, openStore, STORE_OPTIONS, UPLOADS_OPTION } from "./store_options.ts";

export default defineTool({
  name: "delete",
  describe: "Remove faces from a gallery, with their vectors and crops",
  positionals: [GALLERY, { name: "id", describe: "Ids of the faces", many: true }],
  options: { ...FILTER_OPTIONS, ...YES_OPTION, ...UPLOADS_OPTION, ...STORE_OPTIONS },
  examples: [
    ["$0 family 1234 1235", "two faces"],
    ["$0 family --meta name=Ann --yes", "all faces of Ann"],
  ],
  async run(args, context) {
    const ids = args._.id ?? [];
    if (ids.length + args.id.length + args.meta.length === 0)
      throw usageError("<id>", undefined, "ids, --id or --meta are missing, see --help");
    const opened = await openStore(args, context);
    const filters = filtersOf(args, await opened.client.metaTypes());
    const gallery = await existingGallery(opened, galleryName(args));
    if (ids.length > 0) filters.push(Id.oneof(...ids));
    const found: bigint[] = [];
    for await (const { id } of everyFace(gallery, { filters })) found.push(id);
    if (filters.length > (ids.length > 0 ? 1 : 0) && found.length > 0)
      confirmed(
        args.yes,
        `delete from gallery ${gallery.name}`,
        `${counted(found.length, "face")} would be lost`,
      );
    for (const id of found) await gallery.delete(id);
    await opened.forget();
    context.note(`deleted ${counted(found.length, "face")}`);
    if (found.length === 0 && ids.length === 0) return EXIT.noMatch;
    const missing = new Set(ids.map(BigInt)).size - found.length;
    if (ids.length > 0 && filters.length === 1 && missing > 0) {
      context.note(`${counted(missing, "id")} not found`);
      return EXIT.someFailed;
    }
    return EXIT.done;
  },
});
