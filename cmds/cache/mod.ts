/**
 * `facepipe cache`: the faces that `organize` remembers.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "cache",
  describe: "Show or clear what organize remembers of photos that it has looked at",
  commands: [
    { name: "stats", load: async () => (await import("./stats.ts")).default },
    { name: "clear", load: async () => (await import("./clear.ts")).default },
  ],
});
