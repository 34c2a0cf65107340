/**
 * `facepipe gallery export`: a gallery as a stream of records.
 * @module
 */
import { type FaceRecord, type Filter, faceRecord, type Gallery } from "../../core/mod.ts";
import { defineSource } from "../command.ts";
import { CLIENT_OPTIONS, existingGallery, openGalleryClient } from "./client_options.ts";
import { everyFace } from "./every_face.ts";
import { FILTER_OPTIONS, filtersOf } from "./filter_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineSource({
  name: "export",
  describe: "Write the faces of a gallery as records, whole and lossless",
  details:
    "Ids, metadata, vectors, crops and all other fields; facepipe gallery import reads it back. Vectors and crops are biometric data: mind who can read the file.",
  positionals: [GALLERY],
  options: { ...FILTER_OPTIONS, ...CLIENT_OPTIONS },
  examples: [
    ["(umask 077; $0 family --format arrow > family.arrow)", "a copy that only you can read"],
    ["$0 family | facepipe gallery import family --create --db postgres://host/faces", "to another store"],
  ],
  async source(args, context) {
    const opened = await openGalleryClient(args, context);
    const filters = filtersOf(args, await opened.client.metaTypes());
    return read(await existingGallery(opened, galleryName(args)), filters);
  },
});

async function* read(gallery: Gallery, filters: readonly Filter[]): AsyncIterable<FaceRecord> {
  for await (const face of everyFace(gallery, { filters, whole: true })) yield faceRecord(gallery.name, face);
}
