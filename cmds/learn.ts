/**
 * `facepipe learn`: reads what somebody did to the folders that `place` made.
 * @module
 */
import { EXIT, type FoundFile, named } from "../core/mod.ts";
import { defineTool } from "./command.ts";

/** How many files that nobody knows are named one by one. */
const SHOWN = 5;

export default defineTool({
  name: "learn",
  describe: "Read corrections from folders that place made and you put in order",
  details:
    "Put the folders in order in a file manager: rename a folder to the person's name, move photos between folders, put folders of one person together, delete photos of strangers. learn compares that with what place did and writes constraints for group --constraints, one JSON object a line. A renamed folder names its faces. A photo that was moved shows the person of its new folder: only the face for which it was in its old folder counts, so a photo of several people is a matter of one of them. Faces of photos that were moved to unknown or no_faces, or deleted, belong to nobody; --keep-deleted leaves deleted ones alone. Files are known by their content, so you may rename them. What is in a folder inside a person's folder belongs to that person. learn always writes everything that differs: repeat it with > and not >> where you go on with the same folders.",
  positionals: [{ name: "out", describe: "Folder that place made", required: true }],
  options: {
    "keep-deleted": {
      type: "boolean",
      describe: "Say nothing about photos that are gone from a person's folder",
    },
  },
  examples: [
    ["$0 people >> corrections.ndjson", "note what you changed in the folders"],
    ["group --constraints corrections.ndjson < faces.ndjson | place again", "group by it"],
  ],
  async run(args, { print, note, signal, progress }) {
    const [{ learnCorrections }, { readPlacedFolder }] = await Promise.all([
      import("../core/mod.ts"),
      import("../formats/place/read_placed.ts"),
    ]);
    const out = args._.out?.[0] ?? "";
    const onFile = (done: number, total: number) =>
      progress.update(done, `${named(total, "file")} compared`, total);
    const { placed, found } = await readPlacedFolder(out, onFile, signal, note);
    const { rules, notes } = learnCorrections(placed, found, { ignoreDeleted: !args.keepDeleted });
    progress.finish();
    for (const text of [...notes, ...strangersIn(found)]) note(text);
    await print(rules.map((rule) => `${JSON.stringify(rule)}\n`).join(""));
    return EXIT.done;
  },
});

/** What to say of files that place did not make. */
function strangersIn(found: readonly FoundFile[]): string[] {
  const strangers = found.filter(({ sha256 }) => sha256 === undefined);
  const hidden = strangers.length - SHOWN;
  const shown = strangers.slice(0, SHOWN).map(({ path }) => `${path} is no photo that place put there`);
  return hidden > 0 ? [...shown, `${hidden} more files are no photos that place put there`] : shown;
}
