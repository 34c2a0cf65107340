/**
 * `facepipe group`: says which faces on stdin are the same person.
 * @module
 */
import { defineStage } from "./command.ts";
import { GROUP_OPTIONS, openGrouping } from "./group_options.ts";

export default defineStage({
  name: "group",
  describe: "Find out which faces are the same person",
  details:
    "Adds person (person-0001 has the most faces) and personScore (mean similarity to the person's other faces) to every face. The whole input is read first. The same faces get the same people whatever order they come in.\n\nA face takes about 3 kB of memory, 4 kB with an index. Comparing all with all takes about a minute for 100,000 faces on two cores, and four times as long for twice as many; with an index the time grows little faster than the number of faces, and a few people may differ. Either way the same input gives the same output.",
  options: GROUP_OPTIONS,
  examples: [
    ["scan photos | detect | $0 --threshold 0.55 | place out", "a folder for each person"],
    ["$0 < faces.ndjson | jq -r 'select(.kind == \"face\") | [.person, .path] | @tsv' | sort", "a table"],
  ],
  stage: openGrouping,
});
