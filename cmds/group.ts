/**
 * `facepipe group`: says which faces on stdin are the same person.
 * @module
 */
import { defineStage } from "./command.ts";
import { CALIBRATION_OPTION, GROUP_OPTIONS } from "./group_options.ts";
import { openPeopleGrouping, PEOPLE_OPTIONS } from "./people_options.ts";
import { REVIEW_OPTIONS, reviewing } from "./review_options.ts";

export default defineStage({
  name: "group",
  describe: "Find out which faces are the same person",
  details:
    "Adds person (person-0001 has the most faces, before corrections) and personScore (mean similarity to the person's other faces) to every face. The whole input is read first. The same faces get the same people whatever order they come in. --threshold auto asks for a likeness that strangers seldom reach, by what is known of the embedder; the more people there are and the fewer of them come twice, the more it asks. It merges clusters by their mean vectors, and adds tiny and smeared faces to people without letting them found or join any. A number is the plain threshold of average linkage. Corrections are applied to the people that the faces alone give; they move the faces that they mention, and no others. A state file makes ids last: they are given once, and never to somebody else. Faces in regions that other programs named (scan --regions) get these names, but for faces that corrections mention.\n\nA face takes about 8 kB of memory, 6 kB with an index. Comparing all with all takes about a minute for 100,000 faces on two cores, and four times as long for twice as many; with an index the time grows little faster than the number of faces, and a few people may differ. Either way the same input gives the same output.",
  options: {
    ...GROUP_OPTIONS,
    ...PEOPLE_OPTIONS,
    ...REVIEW_OPTIONS,
    ...CALIBRATION_OPTION,
  },
  examples: [
    ["scan photos | detect | $0 | place out", "a folder for each person"],
    ["$0 --threshold 0.55 < faces.ndjson", "average linkage at a threshold of your own"],
    ["$0 < faces.ndjson | jq -r 'select(.kind == \"face\") | [.person, .path] | @tsv' | sort", "a table"],
    ["$0 --constraints mine.ndjson < faces.ndjson | place out", "with corrections"],
    ["scan new | detect | $0 --state people.state | place out", "add photos; people keep their ids"],
    ["$0 --suggest review.ndjson --dendrogram tree.nwk < faces.ndjson > grouped.ndjson", "look it over"],
  ],
  // What a cut stream lacks must not be forgotten.
  needsEnd: ({ forget }) => forget,
  async stage(args, context) {
    const inspect = reviewing(args, context);
    return openPeopleGrouping(args, context, inspect && { inspect });
  },
});
