/**
 * Finds what is worth a second look in faces that were grouped before.
 * @module
 */
import { type Calibration, DEFAULT_CALIBRATION } from "../calibration.ts";
import { adaptiveBlocks } from "../grouping/adaptive_blocks.ts";
import { joinCut } from "../grouping/auto_cuts.ts";
import { type Candidates, candidatesOf } from "../grouping/candidates.ts";
import type { Constraint } from "../grouping/constraints.ts";
import { Gathered } from "../grouping/gathered.ts";
import type { GroupThreshold } from "../grouping/partition.ts";
import type { Membership } from "../grouping/people.ts";
import { isPoor } from "../grouping/poor_faces.ts";
import type { SimilarityBlocks } from "../grouping/similarity_blocks.ts";
import type { Face } from "../records.ts";
import { type Suggestion, suggestReviews } from "./suggest.ts";

/** How {@linkcode GroupedFaces} were grouped. */
export interface SuggestOptions {
  /** How many suggestions at most. */
  readonly limit: number;
  /** Default: `auto`, the likeness that the next join would take. */
  readonly threshold?: GroupThreshold;
  /** With `auto`, finds the false-accept curve of an embedder. Default: that of the default pack for all. */
  readonly calibrationOf?: (embedder: string | undefined) => Promise<Calibration | undefined>;
  /** What somebody decided already. */
  readonly constraints?: readonly Constraint[];
  /** Opens a fast product of matrices, where there is much to compare. */
  readonly openBlocks?: () => Promise<SimilarityBlocks>;
}

/** Keeps the vectors of grouped faces: 4 bytes for each number, and about 1 kB for each face. */
export class GroupedFaces {
  readonly #gathered = new Gathered();
  readonly #people = new Map<string, string>();

  /** Adds a face; one without a person or without a vector has nothing to tell. */
  add(face: Face): void {
    const { embedding, crop: _, ...rest } = face;
    if (embedding === undefined || face.person === undefined) return;
    this.#gathered.add(rest, embedding);
    this.#people.set(face.faceId, face.person);
  }

  /** The likeliest mistakes, most doubtful first, as {@linkcode suggestReviews} tells them. */
  async suggest(options: SuggestOptions): Promise<Suggestion[]> {
    if (this.#people.size === 0) return [];
    const candidates = candidatesOf(this.#gathered, this.#gathered.finish());
    const members = candidates.ids.map((id): Membership => ({ person: this.#people.get(id)! }));
    const threshold = await thresholdOf(candidates, members, options);
    const blocks = adaptiveBlocks(options.openBlocks);
    const { constraints = [] } = options;
    try {
      const decided = { candidates, members, threshold, clusters: undefined, constraints, blocks };
      return await suggestReviews(decided, options.limit);
    } finally {
      await blocks.close();
    }
  }
}

/** The threshold that was asked for, or that of the join which `auto` did not make any more. */
async function thresholdOf(
  { quality, embedder }: Candidates,
  members: readonly Membership[],
  { threshold = "auto", calibrationOf }: SuggestOptions,
): Promise<number> {
  if (threshold !== "auto") return threshold;
  const good = members.filter((_, row) => !isPoor(quality, row));
  const people = new Set(good.map(({ person }) => person)).size;
  const calibration = (await calibrationOf?.(embedder)) ?? DEFAULT_CALIBRATION;
  return joinCut(good.length, Math.max(1, people), calibration);
}
