/**
 * `facepipe user delete`: a user and all that it owns, forgotten.
 * @module
 */
import { counted, EXIT, FacepipeError } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { confirmed, YES_OPTION } from "../confirm.ts";
import { DB_OPTION, openStore, UPLOADS_OPTION } from "../gallery/store_options.ts";

export default defineTool({
  name: "delete",
  describe: "Remove a user with its galleries, faces, persons, cameras and uploads",
  positionals: [{ name: "user", describe: "Id, see facepipe user list", required: true }],
  options: { ...YES_OPTION, ...UPLOADS_OPTION, ...DB_OPTION },
  examples: [["$0 1b4e28ba-2fa1-4d2f-883f-0016d3cca427 --yes", "with everything"]],
  async run(args, context) {
    const id = args._.user![0]!;
    const { documents, store, forget } = await openStore(args, context);
    const user = await documents.users.findOne({ _id: id });
    if (!user)
      throw new FacepipeError("NOT_FOUND", `Cannot find user ${id}`, {
        param: "user",
        value: id,
        exit: EXIT.usage,
      });
    const { faces } = await store.stats(id);
    confirmed(
      args.yes,
      `delete user ${user.name}`,
      `${counted(faces, "face")} and all else it owns would be lost`,
    );
    await documents.users.remove(id);
    await forget();
    return EXIT.done;
  },
});
