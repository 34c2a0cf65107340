/**
 * `facepipe gallery get`: faces of a gallery by their ids, whole.
 * @module
 */
import { type FaceRecord, faceRecord, type Gallery, itemFailure, parseId } from "../../core/mod.ts";
import { defineSource } from "../command.ts";
import { CLIENT_OPTIONS, existingGallery, openGalleryClient } from "./client_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineSource({
  name: "get",
  describe: "Write faces of a gallery as records, with vector and crop",
  positionals: [GALLERY, { name: "id", describe: "Ids of the faces", required: true, many: true }],
  options: CLIENT_OPTIONS,
  examples: [["$0 family 1234 | jq .meta", "the metadata of a face"]],
  async source(args, context) {
    const ids = (args._.id ?? []).map((id) => parseId(id, "<id>"));
    return read(await existingGallery(await openGalleryClient(args, context), galleryName(args)), ids);
  },
});

async function* read(gallery: Gallery, ids: readonly bigint[]): AsyncIterable<FaceRecord> {
  for (const id of ids) {
    try {
      yield faceRecord(gallery.name, await gallery.get(id));
    } catch (thrown) {
      yield itemFailure("gallery get", thrown, {});
    }
  }
}
