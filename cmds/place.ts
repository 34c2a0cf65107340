/**
 * `facepipe place`: photos into a folder for each person.
 * @module
 */
import { defineSource, defineStage } from "./command.ts";
import { openPlacing, openUndoing, PLACE_OPTIONS } from "./place_options.ts";

const undo = defineSource({
  name: "place",
  describe: "Take back what the last run did",
  sink: true,
  options: PLACE_OPTIONS,
  examples: [],
  source: async (args, context) => openUndoing(args._.out?.[0] ?? "", args, context),
});

export default defineStage({
  name: "place",
  describe: "Put photos into a folder for each person",
  details:
    "Waits for the end of the stream, and places nothing if a stage before failed. Never overwrites a file: two photos of one name get distinct names, a photo whose content is there already, under whatever name, stays as it is, and an interrupted run can be repeated. The names that group gives belong to that one grouping: place another album, or another threshold, into a new folder or with --session. Modes: copy; hardlink makes further names of the originals; symlink makes relative links; reflink makes copies that share disk space; move copies and then removes the originals, once all their copies are checked; it refuses a stream without an end record, as head or jq may leave. What is done is written down in .facepipe/journal.ndjson inside the folder, readable by you alone, before it is done. --undo reads that and no records: it puts moved photos back and removes the files that the last run made, but for those that were changed since or may be the last copy of a photo; these are left, and the exit code is 3. Once more goes back one run further.\n\n--layout names folders and files: {person} (unknown, no_faces and group_photos where it is nobody), {year}, {month}, {day}, {date}, {camera}, {name} (the photo's own name without extension) and {ext}; the extension follows by itself. Photos whose date is not known go to a folder undated. --xmp writes all faces of a photo with the names of people: regions of the Metadata Working Group and of Microsoft, keywords, people in the picture. XMP files of others are added to, and a copy of them is kept in .facepipe until the run is undone; they win where they call a face something else. --xmp file writes into placed copies by means of exiftool, in the modes copy and reflink; copies of earlier runs stay as they are.",
  positionals: [{ name: "out", describe: "Folder that gets the persons' folders", required: true }],
  sink: true,
  options: PLACE_OPTIONS,
  examples: [
    ["scan photos | detect | group | $0 out", "one folder for each person"],
    [
      "$0 out --mode move --unknown --no-faces < grouped.ndjson",
      "sort an album so that nothing stays behind",
    ],
    ["$0 out --layout '{person}/{year}/{name}' < grouped.ndjson", "a folder for each year in each person's"],
    ["$0 out --xmp < grouped.ndjson", "with the faces and names for digiKam and others, in XMP files"],
    ["$0 --undo out", "take back what the last run did"],
    ["$0 out --dry-run < grouped.ndjson | jq -r '.placed[]?'", "see where everything would go"],
  ],
  instead: (args) => (args.undo ? undo : undefined),
  // Originals are removed: half a stream would leave half an album behind, and nobody would know.
  needsEnd: (args) => args.mode === "move" && !args.dryRun,
  stage: (args, context) => openPlacing(args._.out?.[0] ?? "", args, context),
});
