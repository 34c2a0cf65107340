/**
 * `facepipe camera list`: the cameras.
 * @module
 */
import { type CameraDocument, EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";
import { table } from "../table.ts";

export default defineTool({
  name: "list",
  describe: "List the cameras",
  options: { json: { type: "boolean", describe: "Print an object a line" }, ...STORE_OPTIONS },
  examples: [["$0", "a table"]],
  async run(args, context) {
    const { documents, user } = await openStore(args, context);
    const cameras: CameraDocument[] = [];
    for await (const camera of documents.cameras.find(user)) cameras.push(camera);
    await context.print(args.json ? cameras.map(jsonLine).join("") : cameraTable(cameras));
    return EXIT.done;
  },
});

function jsonLine({ _id, owner: _, ...camera }: CameraDocument): string {
  return `${JSON.stringify({ id: _id, ...camera })}\n`;
}

function cameraTable(cameras: readonly CameraDocument[]): string {
  return table(
    ["ID", "DESCRIPTION", "URL", "STATE"],
    cameras.map(({ _id, meta, url, enabled }) => [_id, meta ?? "", url ?? "", enabled ? "" : "disabled"]),
  );
}
