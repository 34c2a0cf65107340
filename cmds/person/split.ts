/**
 * `facepipe person split`: faces that are somebody else's.
 * @module
 */
import { EXIT, formatId, parseId } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";
import { PERSON, personId } from "./positionals.ts";

export default defineTool({
  name: "split",
  describe: "Make a new person of some of a person's faces",
  details: "Prints the id of the new person.",
  positionals: [PERSON, { name: "face", describe: "Ids of the faces", required: true, many: true }],
  options: STORE_OPTIONS,
  examples: [["$0 1001 5 8 13", "three faces that are somebody else's"]],
  async run(args, context) {
    const faces = (args._.face ?? []).map((id) => parseId(id, "<face>"));
    const person = personId(args);
    const { documents, user } = await openStore(args, context);
    const made = await documents.persons.split(user, person, faces);
    await context.print(`${formatId(made._id)}\n`);
    return EXIT.done;
  },
});
