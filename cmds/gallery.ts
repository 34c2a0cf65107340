/**
 * `facepipe gallery`: known people; comes with a later version.
 * @module
 */
import { EXIT, FacepipeError } from "../core/mod.ts";
import { defineTool } from "./command.ts";

export default defineTool({
  name: "gallery",
  describe: "Keep known people and identify faces (not in this version yet)",
  positionals: [{ name: "action", describe: "What to do", many: true }],
  options: {},
  examples: [],
  async run() {
    throw new FacepipeError("NOT_IMPLEMENTED", "Cannot use gallery: this version has no galleries yet", {
      exit: EXIT.usage,
    });
  },
});
