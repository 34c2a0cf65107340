/**
 * `facepipe user list`: the users.
 * @module
 */
import { EXIT, type UserDocument } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { DB_OPTION, openStore } from "../gallery/store_options.ts";
import { table } from "../table.ts";

export default defineTool({
  name: "list",
  describe: "List the users",
  options: { json: { type: "boolean", describe: "Print an object a line" }, ...DB_OPTION },
  examples: [["$0", "a table"]],
  async run(args, context) {
    const { documents } = await openStore(args, context);
    const users: UserDocument[] = [];
    for await (const user of documents.users.find()) users.push(user);
    await context.print(args.json ? users.map(jsonLine).join("") : userTable(users));
    return EXIT.done;
  },
});

function jsonLine({ _id: id, name, active, createdAt }: UserDocument): string {
  return `${JSON.stringify({ id, name, active, createdAt })}\n`;
}

function userTable(users: readonly UserDocument[]): string {
  return table(
    ["ID", "NAME", "SINCE", "STATE"],
    users.map(({ _id, name, createdAt, active }) => [_id, name, createdAt, active ? "" : "disabled"]),
  );
}
