/**
 * `facepipe eval`: accuracy on labelled photos.
 * @module
 */
import { defineGroup } from "../command.ts";

export default defineGroup({
  name: "eval",
  describe: "Measure accuracy on labelled photos",
  commands: [
    { name: "pairs", load: async () => (await import("./pairs.ts")).default },
    { name: "groups", load: async () => (await import("./groups.ts")).default },
    { name: "calibrate", load: async () => (await import("./calibrate.ts")).default },
    { name: "boxes", load: async () => (await import("./boxes.ts")).default },
  ],
});
