/**
 * What a gallery keeps of a face besides its vector: the fields of a face record, so that a
 * gallery can be written out as the stream that it came from.
 * @module
 */
import type { Face } from "../records.ts";

/** Fields of a face record that galleries keep apart from the facts, or make themselves. */
export const NOT_FACTS = ["kind", "embedder", "embedding", "crop", "matches"] as const;

/** The other fields of a face record, those that facepipe does not know included; plain JSON. */
export type FaceFacts = Partial<Omit<Face, (typeof NOT_FACTS)[number]>>;
