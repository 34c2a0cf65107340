/**
 * `facepipe report`: a grouping as people like to look at it.
 * @module
 */
import { defineStage } from "./command.ts";
import { openReport, REPORT_OPTIONS } from "./report_options.ts";

export default defineStage({
  name: "report",
  describe: "Show a grouping: a page to review it on, or sheets of faces",
  details:
    "OUT.html is one page that holds everything it shows and loads nothing, for any browser: people with their faces, near misses to review, every photo with its boxes. What you correct there (names, same, different, whose face, ignore) is downloaded as a file for group --constraints. A photo takes about 19 kB of the page and a face 3 kB. OUT.png is one picture with a row for each person. With --montage OUT is a folder that gets a picture of each person with all faces.\n\nFaces are biometric data: only you can read what report writes; pass it on as you would the photos. Another file of that name is never replaced. Photos are decoded one after the other; a face takes about 300 bytes of memory, and 3 kB while near misses are found. Records are passed on.",
  positionals: [
    { name: "out", describe: "Page (.html), picture (.png), or a folder for --montage", required: true },
  ],
  sink: true,
  options: REPORT_OPTIONS,
  examples: [
    ["scan photos | detect | group | $0 album.html", "a page to look through and correct"],
    ["$0 album.html --constraints mine.ndjson < grouped.ndjson", "go on with corrections that group had"],
    ["$0 people.png < grouped.ndjson", "one picture, a row for each person"],
    ["$0 faces --montage < grouped.ndjson", "a picture of each person with all faces"],
  ],
  stage: (args, context) => openReport(args._.out?.[0] ?? "", args, context),
});
