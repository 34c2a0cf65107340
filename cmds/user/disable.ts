/**
 * `facepipe user disable`: a user whose token opens nothing any more.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { DB_OPTION, openStore } from "../gallery/store_options.ts";

export default defineTool({
  name: "disable",
  describe: "Switch a user off, or on again",
  details: "Nothing that the user owns is lost.",
  positionals: [{ name: "user", describe: "Id, see facepipe user list", required: true }],
  options: { undo: { type: "boolean", describe: "Switch it on again" }, ...DB_OPTION },
  examples: [["$0 1b4e28ba-2fa1-4d2f-883f-0016d3cca427", "from now on AUTH_FAILED"]],
  async run(args, context) {
    const { documents } = await openStore(args, context);
    await documents.users.setActive(args._.user![0]!, args.undo);
    return EXIT.done;
  },
});
