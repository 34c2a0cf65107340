/**
 * `facepipe person list`: the people of the store.
 * @module
 */
import { type DocumentFilter, EXIT, formatId, type PersonDocument } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";
import { table } from "../table.ts";

/** Persons that are looked at, unless hidden ones and those that became others are asked for too. */
const CURRENT: DocumentFilter = { hidden: false, mergedInto: { $exists: false } };

export default defineTool({
  name: "list",
  describe: "List people, with the number of their faces",
  options: {
    all: { type: "boolean", describe: "Hidden people too, and those that were merged into others" },
    json: { type: "boolean", describe: "Print an object a line" },
    ...STORE_OPTIONS,
  },
  examples: [["$0", "everybody"]],
  async run(args, context) {
    const { documents, user } = await openStore(args, context);
    const rows: { person: PersonDocument; faces: number }[] = [];
    for await (const person of documents.persons.find(user, args.all ? {} : CURRENT)) {
      rows.push({ person, faces: await documents.faces.count(user, { personId: person._id }) });
    }
    await context.print(args.json ? rows.map(jsonLine).join("") : personTable(rows));
    return EXIT.done;
  },
});

interface Row {
  readonly person: PersonDocument;
  readonly faces: number;
}

function jsonLine({ person, faces }: Row): string {
  const { _id, name, hidden, createdAt, mergedInto } = person;
  const merged = mergedInto === undefined ? {} : { mergedInto: formatId(mergedInto) };
  return `${JSON.stringify({ id: formatId(_id), name, faces, hidden, createdAt, ...merged })}\n`;
}

function personTable(rows: readonly Row[]): string {
  return table(
    ["ID", "NAME", "FACES", "SINCE", "STATE"],
    rows.map(({ person: { _id, name, createdAt, hidden, mergedInto }, faces }) => [
      formatId(_id),
      name ?? "",
      String(faces),
      createdAt,
      mergedInto === undefined ? (hidden ? "hidden" : "") : `merged into ${formatId(mergedInto)}`,
    ]),
  );
}
