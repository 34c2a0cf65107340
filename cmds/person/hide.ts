/**
 * `facepipe person hide`: persons that lists should leave out.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";
import { PERSON, personId } from "./positionals.ts";

export default defineTool({
  name: "hide",
  describe: "Leave a person out of lists, or show it again",
  positionals: [PERSON],
  options: { show: { type: "boolean", describe: "Show it again" }, ...STORE_OPTIONS },
  examples: [["$0 1001", "a passer-by"]],
  async run(args, context) {
    const person = personId(args);
    const { documents, user } = await openStore(args, context);
    await documents.persons.hide(user, person, !args.show);
    return EXIT.done;
  },
});
