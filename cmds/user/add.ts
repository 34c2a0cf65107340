/**
 * `facepipe user add`: a user, and the token that is shown once.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { DB_OPTION, openStore } from "../gallery/store_options.ts";

export default defineTool({
  name: "add",
  describe: "Add a user, and print its id and token",
  details: "The token is kept as a hash only, so it is shown here and never again.",
  positionals: [{ name: "name", describe: "What the user is called", required: true }],
  options: { json: { type: "boolean", describe: "Print one JSON object" }, ...DB_OPTION },
  examples: [["$0 reception --json | jq -r .token", "the token for a script"]],
  async run(args, context) {
    const { documents } = await openStore(args, context, true);
    const { user, token } = await documents.users.add({ name: args._.name![0]! });
    const { _id: id, name } = user;
    await context.print(
      args.json ? `${JSON.stringify({ id, name, token })}\n` : `id     ${id}\ntoken  ${token}\n`,
    );
    return EXIT.done;
  },
});
