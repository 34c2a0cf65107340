/**
 * `facepipe doctor`: what this machine has, and how to get what is missing.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { lookAround } from "./report.ts";
import { inWords } from "./show.ts";

export default defineTool({
  name: "doctor",
  describe: "Show what this machine has, and how to get what is missing",
  details:
    "Opens a tiny session on every device that networks could run on. Nothing is fetched or changed. Ends with code 5 where photos cannot be read or networks cannot run at all; what is merely optional may be missing.",
  options: {
    json: { type: "boolean", describe: "Print one object" },
    "models-dir": {
      type: "string",
      value: "folder",
      describe: "Folder of the model packs [default: facepipe/models in the user's cache folder]",
    },
  },
  examples: [
    ["$0", "a page to read"],
    ["$0 --json | jq -r '.runtime.providers[] | select(.state == \"runs\").name'", "what --gpu can use"],
  ],
  async run(args, context) {
    const report = await lookAround(args.modelsDir);
    await context.print(args.json ? `${JSON.stringify(report, null, 2)}\n` : inWords(report));
    return "error" in report.runtime || "error" in report.images ? EXIT.modelUnavailable : EXIT.done;
  },
});
