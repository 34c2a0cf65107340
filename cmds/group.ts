/**
 * `facepipe group`: says which faces on stdin are the same person.
 * @module
 */
import { defineStage } from "./command.ts";
import { GROUP_OPTIONS, openGrouping } from "./group_options.ts";
import { REVIEW_OPTIONS, reviewing } from "./review_options.ts";

export default defineStage({
  name: "group",
  describe: "Find out which faces are the same person",
  details:
    "Adds person (person-0001 has the most faces) and personScore (mean similarity to the person's other faces) to every face. The whole input is read first. The same faces get the same people whatever order they come in.",
  options: { ...GROUP_OPTIONS, ...REVIEW_OPTIONS },
  examples: [
    ["scan photos | detect | $0 --threshold 0.55 | place out", "a folder for each person"],
    ["$0 < faces.ndjson | jq -r 'select(.kind == \"face\") | [.person, .path] | @tsv' | sort", "a table"],
    ["$0 --suggest review.ndjson --dendrogram tree.nwk < faces.ndjson > grouped.ndjson", "look it over"],
  ],
  async stage(args, context) {
    const inspect = reviewing(args, context);
    return openGrouping(args, inspect && { inspect });
  },
});
