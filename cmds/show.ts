/**
 * `facepipe show`: faces in the terminal.
 * @module
 */
import { type AlbumFace, counted, EXIT, exitCodeOf, newReport, runStage, usageError } from "../core/mod.ts";
// Not formats/mod.ts, which loads what light commands do not need.
import { readRecords } from "../formats/record_stream.ts";
import { chooseProtocol, PROTOCOLS, type Protocol } from "../formats/terminal/protocols.ts";
import { defineTool } from "./command.ts";
import { visible } from "./visible.ts";

/** Columns of a terminal that does not say how many it has. */
const COLUMNS = 80;

export default defineTool({
  name: "show",
  describe: "Show faces in the terminal",
  details:
    "Shows a row of faces for each person, best first, and for photos with faces of nobody a row for each photo. --protocol auto goes by what the terminal says of itself in the environment: pictures in kitty, Ghostty, Konsole, iTerm2, WezTerm, mintty, foot, mlterm and Contour; half blocks in any other with 24-bit colours, and inside tmux and screen.",
  options: {
    protocol: {
      type: "string",
      choices: ["auto", ...PROTOCOLS],
      default: "auto",
      describe: "How pictures get to the terminal: graphics of kitty, iTerm2 or sixel, or half blocks",
    },
    rows: {
      type: "number",
      integer: true,
      min: 2,
      max: 40,
      default: 8,
      describe: "Height of a face, in lines",
    },
    faces: {
      type: "number",
      integer: true,
      min: 1,
      describe: "Faces of each person at most [default: what fits a line]",
    },
  },
  examples: [
    ["scan photos | detect | group | $0", "who is in the album?"],
    ["scan photos | detect | $0 --rows 12", "the faces of each photo, larger"],
    ["$0 --protocol blocks < grouped.ndjson | less -R", "page through"],
  ],
  async run(args, { stdin, print, note, signal, onExit }) {
    const protocol = protocolOf(args.protocol);
    if (process.stdin.isTTY)
      throw usageError("standard input", undefined, "expected records, such as < faces.ndjson");
    const { FaceShow } = await import("../formats/report/face_show.ts");
    const show = new FaceShow(protocol, args.rows);
    onExit(() => show.close());
    const report = newReport();
    for await (const record of runStage("show", (records) => records, readRecords(stdin), report))
      await show.add(record);
    if (report.fatal) throw report.fatal;
    const { people, loose, failures } = show.album();
    for (const { reason } of failures) note(reason);
    const most = Math.min(
      args.faces ?? Number.POSITIVE_INFINITY,
      show.perLine(process.stdout.columns || COLUMNS),
    );
    let failed = failures.length;
    const draw = async (title: string, faces: readonly AlbumFace[]) => {
      signal.throwIfAborted();
      const drawn = await show.row(faces.slice(0, most));
      for (const reason of drawn.problems) note(reason);
      failed += drawn.problems.length;
      const more = faces.length > most ? `, best ${most}` : "";
      await print(`${visible(title)}  ${counted(faces.length, "face")}${more}\n${drawn.text}\n`);
    };
    for (const { name, faces } of people) await draw(name, faces);
    for (const { path, faces } of loose) await draw(path, faces);
    if (people.length + loose.length === 0) note("there are no faces in the input");
    return failed > 0 ? EXIT.someFailed : exitCodeOf(report);
  },
});

function protocolOf(asked: Protocol | "auto"): Protocol {
  if (asked !== "auto") return asked;
  if (!process.stdout.isTTY) {
    throw usageError(
      "--protocol",
      asked,
      "standard output is not a terminal; name one, such as --protocol blocks",
    );
  }
  const { protocol, missing } = chooseProtocol(process.env);
  if (protocol !== undefined) return protocol;
  throw usageError(
    "--protocol",
    asked,
    `${missing}; name one that it knows all the same, such as --protocol blocks`,
  );
}
