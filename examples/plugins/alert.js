/**
 * Says when somebody is seen whom the gallery `KNOWN` (default: `family`) knows with a confidence of
 * `THRESHOLD` (default: 0.75; `strict`, `medium` and `low` too): in the record, as `plugins.alert`, and
 * as a line of NDJSON at the end of the file `ALERTS`, where that is set.
 *
 * @type {import("facepipe").Activate}
 */
import { appendFile } from "node:fs/promises";

const { KNOWN = "family", ALERTS, THRESHOLD = "0.75" } = process.env;
const threshold = Number.isNaN(Number(THRESHOLD)) ? THRESHOLD : Number(THRESHOLD);

export const activate = (ctx) => ({
  preprocess: () => ["facen"],

  async process({ camId, timestamp }, _photo, _bbox, eventId, face) {
    const [{ matches }] = await ctx.galleries.gallery(KNOWN).identify([face], { threshold });
    const [best] = matches;
    if (best === undefined) return;
    const { id, confidence, meta } = best;
    const alert = {
      eventId,
      camId,
      timestamp,
      id: String(id),
      name: meta.name,
      confidence: Number(confidence.toFixed(4)),
    };
    if (ALERTS) await appendFile(ALERTS, `${JSON.stringify(alert)}\n`, { mode: 0o600 });
    return alert;
  },
});
