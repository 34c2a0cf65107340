/**
 * `facepipe gallery add`: the faces on stdin become known.
 * @module
 */
import { counted, enrolFaces, type MainFace, mainFaceRuns, named } from "../../core/mod.ts";
import { type Context, defineStage } from "../command.ts";
import { enrolNames, NAME_SOURCES } from "./enrol_names.ts";
import { parseMeta } from "./meta_text.ts";
import { GALLERY, galleryName } from "./positionals.ts";
import { ensureGallery, openStore, STORE_OPTIONS } from "./store_options.ts";

export default defineStage({
  name: "add",
  describe: "Add the faces on stdin to a gallery",
  details:
    "A face that is there already is left as it is, so an interrupted enrolment is just started again. Faces come out with gallery, id and meta. A face that cannot be added becomes an error record, and the others are added.",
  positionals: [GALLERY],
  sink: true,
  options: {
    create: { type: "boolean", describe: "Make the gallery where there is none" },
    meta: {
      type: "strings",
      describe: `Metadata of all faces: name=Ann, age=41, 'tags=["male","angry"]', 'zip="01234"'`,
    },
    "name-from": {
      type: "string",
      choices: NAME_SOURCES,
      describe: "Take the name from the photo's folder, the file's name, or what group said",
    },
    "from-csv": {
      type: "string",
      value: "file",
      describe:
        "CSV file with the columns path, name and any others: metadata by photo. A heading such as age:integer or tags:strings (separated by ;) gives the type; other photos are not added",
    },
    "main-face": {
      type: "string",
      choices: ["all", "largest", "centre"],
      describe:
        "Which faces of a photo to add [default: all; with --name-from folder or file, and --from-csv: largest]",
    },
    ...STORE_OPTIONS,
  },
  examples: [
    ["scan ann.jpg | detect | $0 family --create --meta name=Ann", "one person"],
    ["scan people | detect | $0 family --name-from folder", "a folder for each person"],
    ["scan people | detect | $0 staff --from-csv staff.csv", "metadata from a table"],
  ],
  async stage(args, context) {
    const named = await enrolNames(args, context);
    const opened = await openStore(args, context, args.create);
    const fixed = parseMeta(args.meta, await opened.client.metaTypes());
    const gallery = await ensureGallery(opened, galleryName(args), args.create);
    const enrol = enrolFaces({
      gallery,
      metaOf: (face) => {
        const own = named ? named(face) : {};
        return own && { ...fixed, ...own };
      },
      onProgress: counter(context, gallery.name),
    });
    const stage = args.mainFace ?? (named && args.nameFrom !== "person" ? "largest" : "all");
    if (stage === "all") return enrol;
    return (records) => enrol(mainFaceRuns(stage as MainFace)(records));
  },
});

/** Shows how many were added, and says so at the end. */
export function counter(context: Context, gallery: string): (added: number, present: number) => void {
  let total = { added: 0, present: 0 };
  context.onExit(() => {
    const { added, present } = total;
    const before = present > 0 ? `, ${present} were there already` : "";
    context.note(`added ${counted(added, "face")} to ${gallery}${before}`);
  });
  return (added, present) => {
    total = { added, present };
    context.progress.update(added + present, named(added + present, "face"));
  };
}
