/**
 * `facepipe gallery`: known faces, and who a face is.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "gallery",
  describe: "Keep known people, and find out who a face is",
  commands: [
    { name: "create", load: async () => (await import("./create.ts")).default },
    { name: "drop", load: async () => (await import("./drop.ts")).default },
    { name: "list", load: async () => (await import("./list.ts")).default },
    { name: "add", load: async () => (await import("./add.ts")).default },
    { name: "get", load: async () => (await import("./get.ts")).default },
    { name: "update", load: async () => (await import("./update.ts")).default },
    { name: "delete", load: async () => (await import("./delete.ts")).default },
    { name: "identify", load: async () => (await import("./identify.ts")).default },
    { name: "verify", load: async () => (await import("./verify.ts")).default },
    { name: "export", load: async () => (await import("./export.ts")).default },
    { name: "import", load: async () => (await import("./import.ts")).default },
    { name: "stats", load: async () => (await import("./stats.ts")).default },
  ],
});
