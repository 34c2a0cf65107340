/**
 * `facepipe user`: who may use galleries through a server.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "user",
  describe: "Keep users with galleries of their own, and their tokens",
  commands: [
    { name: "add", load: async () => (await import("./add.ts")).default },
    { name: "list", load: async () => (await import("./list.ts")).default },
    { name: "disable", load: async () => (await import("./disable.ts")).default },
    { name: "delete", load: async () => (await import("./delete.ts")).default },
  ],
});
