/**
 * `facepipe models`: the packs of networks that find and compare faces.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "models",
  describe: "List, fetch and verify model packs",
  commands: [
    { name: "list", load: async () => (await import("./list.ts")).default },
    { name: "fetch", load: async () => (await import("./fetch.ts")).default },
    { name: "verify", load: async () => (await import("./verify.ts")).default },
    { name: "path", load: async () => (await import("./path.ts")).default },
  ],
});
