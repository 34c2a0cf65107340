/**
 * `facepipe person`: people whose faces are known to be theirs.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "person",
  describe: "Keep people: who was seen, under which name, and who is the same",
  commands: [
    { name: "list", load: async () => (await import("./list.ts")).default },
    { name: "identify", load: async () => (await import("./identify.ts")).default },
    { name: "merge", load: async () => (await import("./merge.ts")).default },
    { name: "split", load: async () => (await import("./split.ts")).default },
    { name: "rename", load: async () => (await import("./rename.ts")).default },
    { name: "hide", load: async () => (await import("./hide.ts")).default },
    { name: "delete", load: async () => (await import("./delete.ts")).default },
  ],
});
