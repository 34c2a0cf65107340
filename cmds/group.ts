/**
 * `facepipe group`: says which faces on stdin are the same person.
 * @module
 */
import { GROUP_METHODS } from "../core/mod.ts";
import { defineStage } from "./command.ts";

export default defineStage({
  name: "group",
  describe: "Find out which faces are the same person",
  details:
    "Adds person (person-0001 has the most faces) and personScore (mean similarity to the person's other faces) to every face. The whole input is read first. The same faces get the same people whatever order they come in. Faces that detect --keep-filtered marked as rejected get no person.",
  options: {
    threshold: {
      type: "number",
      min: 0,
      max: 1,
      default: 0.5,
      describe: "Mean cosine similarity from which two clusters are one person; higher makes more people",
    },
    method: {
      type: "string",
      choices: GROUP_METHODS,
      default: "average",
      describe: "How the similarity of two clusters is told: average linkage",
    },
  },
  examples: [
    ["scan photos | detect | $0 --threshold 0.55 | place out", "a folder for each person"],
    ["$0 < faces.ndjson | jq -r 'select(.kind == \"face\") | [.person, .path] | @tsv' | sort", "a table"],
  ],
  async stage({ threshold, method }) {
    const { groupFaces } = await import("../core/mod.ts");
    return groupFaces({ threshold, method, openBlocks });
  },
});

/** ONNX Runtime, loaded only for many faces. */
async function openBlocks() {
  const { openOnnxBlocks } = await import("../models/mod.ts");
  return openOnnxBlocks();
}
