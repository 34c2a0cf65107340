/**
 * Whether two photos show one person.
 * @module
 */
import { checkThreshold } from "../galleries/filters.ts";
import { required } from "../http/params.ts";
import { photo } from "../http/photo_desk.ts";
import { defineRoute } from "../http/route.ts";
import { BOX_FIELDS, box, restBox } from "./boxes.ts";
import { MF_SELECTOR } from "./choose_faces.ts";
import { at, findProbes } from "./probes.ts";
import { THRESHOLD } from "./threshold.ts";

const BOX = { type: "object", properties: BOX_FIELDS };

/** `POST /verify/`. */
export const VERIFY = defineRoute({
  method: "POST",
  path: "/verify/",
  summary: "Tell whether two photos show one person",
  describe:
    "Every face that is meant in the first photo is compared with every one of the second; `verified` at the top is true where any pair is. With the threshold `none` nothing is verified, only compared.",
  params: {
    photo1: required(photo("First photo")),
    photo2: required(photo("Second photo")),
    bbox1: box("Where the face is in the first photo"),
    bbox2: box("Where the face is in the second photo"),
    threshold: THRESHOLD,
    mf_selector: MF_SELECTOR,
  },
  status: 200,
  answer: {
    type: "object",
    properties: {
      results: {
        type: "array",
        items: {
          type: "object",
          properties: {
            bbox1: BOX,
            bbox2: BOX,
            confidence: { type: "number" },
            verified: { type: "boolean" },
          },
        },
      },
      verified: { type: "boolean" },
    },
  },
  async run({ photo1, photo2, bbox1, bbox2, threshold, mf_selector: selector }, call) {
    const [first, second] = await Promise.all([
      findProbes(call, { photo: photo1, name: "photo1", selector, ...at(bbox1, "bbox1") }),
      findProbes(call, { photo: photo2, name: "photo2", selector, ...at(bbox2, "bbox2") }),
    ]);
    const least = threshold === "none" ? undefined : checkThreshold(threshold);
    const results = [];
    for (const a of first.faces) {
      for (const b of second.faces) {
        const confidence = await call.service.galleries.compare(a, b);
        const verified = least === undefined ? {} : { verified: confidence >= least };
        results.push({ bbox1: restBox(a.bbox), bbox2: restBox(b.bbox), confidence, ...verified });
      }
    }
    const any = least === undefined ? {} : { verified: results.some(({ verified }) => verified) };
    return { body: { results, ...any } };
  },
});
