/**
 * `facepipe person merge`: several persons that are one.
 * @module
 */
import { EXIT, parseId } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";
import { PERSON } from "./positionals.ts";

export default defineTool({
  name: "merge",
  describe: "Make several persons one",
  details: "The faces of the others become the first one's; whoever asks for the others is led there.",
  positionals: [
    PERSON,
    { name: "other", describe: "Ids of the persons that are the same", required: true, many: true },
  ],
  options: STORE_OPTIONS,
  examples: [["$0 1001 1007 1013", "the first id stays"]],
  async run(args, context) {
    const [into, ...others] = [...args._.person!, ...args._.other!].map((id) => parseId(id, "<person>"));
    const { documents, user } = await openStore(args, context);
    for (const other of others) await documents.persons.merge(user, into!, other);
    return EXIT.done;
  },
});
