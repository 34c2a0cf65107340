/**
 * `facepipe person rename`: what a person is called.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";
import { PERSON, personId } from "./positionals.ts";

export default defineTool({
  name: "rename",
  describe: "Give a person a name",
  positionals: [PERSON, { name: "name", describe: "The name", required: true }],
  options: STORE_OPTIONS,
  examples: [["$0 1001 'Ann Smith'", "a name with a space"]],
  async run(args, context) {
    const person = personId(args);
    const { documents, user } = await openStore(args, context);
    await documents.persons.rename(user, person, args._.name![0]!);
    return EXIT.done;
  },
});
