/**
 * Says when somebody is seen whom the gallery `KNOWN` (default: `family`) knows: in the record, as
 * `plugins.alert`, and as a line of NDJSON at the end of the file `ALERTS`, where that is set.
 *
 * @type {import("facepipe").Activate}
 */
import { appendFile } from "node:fs/promises";

const { KNOWN = "family", ALERTS, THRESHOLD = "0.75" } = process.env;

export const activate = (ctx) => ({
  preprocess: () => ["facen"],

  async process({ camId, timestamp }, _photo, _bbox, eventId, face) {
    const options = { threshold: Number(THRESHOLD) };
    const [{ matches }] = await ctx.galleries.gallery(KNOWN).identify([face], options);
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
