/**
 * `facepipe person delete`: a person that is to be forgotten.
 * @module
 */
import { EXIT, FacepipeError } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { confirmed, YES_OPTION } from "../confirm.ts";
import { openStore, STORE_OPTIONS, UPLOADS_OPTION } from "../gallery/store_options.ts";
import { PERSON, personId } from "./positionals.ts";

export default defineTool({
  name: "delete",
  describe: "Remove a person with all of its faces, vectors and crops",
  positionals: [PERSON],
  options: { ...YES_OPTION, ...UPLOADS_OPTION, ...STORE_OPTIONS },
  examples: [["$0 1001 --yes", "whatever is known of it"]],
  async run(args, context) {
    const _id = personId(args);
    const { documents, user, forget } = await openStore(args, context);
    const value = args._.person![0]!;
    if (!(await documents.persons.findOne(user, { _id }))) {
      const details = { param: "person", value, exit: EXIT.usage };
      throw new FacepipeError("NOT_FOUND", `Cannot find person ${value}`, details);
    }
    confirmed(args.yes, `delete person ${value}`, "all of its faces would be lost");
    await documents.persons.removeOne(user, { _id });
    await forget();
    return EXIT.done;
  },
});
