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
    "Adds person (person-0001 has the most faces) and personScore (mean similarity to the person's other faces) to every face. The whole input is read first. The same faces get the same people whatever order they come in. --threshold auto asks for a likeness that strangers seldom reach, by what is known of the embedder; the more people there are and the fewer of them come twice, the more it asks. It merges clusters by their mean vectors, and adds tiny and smeared faces to people without letting them found or join any. A number is the plain threshold of average linkage.",
  options: {
    ...GROUP_OPTIONS,
    model: {
      type: "string",
      describe:
        "Pack whose calibration --threshold auto takes, if it made the vectors [default: the pack that facepipe knows them by]",
    },
  },
  examples: [
    ["scan photos | detect | $0 | place out", "a folder for each person"],
    ["$0 --threshold 0.55 < faces.ndjson", "average linkage at a threshold of your own"],
    ["$0 < faces.ndjson | jq -r 'select(.kind == \"face\") | [.person, .path] | @tsv' | sort", "a table"],
  ],
  stage: openGrouping,
});
