/**
 * `facepipe camera`: where faces are seen.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "camera",
  describe: "Keep cameras, for events that carry a camId",
  commands: [
    { name: "add", load: async () => (await import("./add.ts")).default },
    { name: "list", load: async () => (await import("./list.ts")).default },
  ],
});
