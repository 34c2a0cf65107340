/**
 * `facepipe convert`: the same records in the other format.
 * @module
 */
import { defineStage } from "./command.ts";

export default defineStage({
  name: "convert",
  describe: "Convert records between NDJSON and Arrow",
  details: "The format of the input is recognised by its first bytes; --format names that of the output.",
  options: {},
  examples: [
    ["$0 --format arrow < album.ndjson > album.arrow", "NDJSON to Arrow"],
    ["$0 < album.arrow | jq .path", "Arrow to NDJSON"],
  ],
  async stage() {
    return (records) => records;
  },
});
