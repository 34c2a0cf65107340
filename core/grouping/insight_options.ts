/**
 * What whoever wants to look into a grouping is told.
 * @module
 */
import type { Candidates } from "./candidates.ts";
import type { Constraint } from "./constraints.ts";
import type { OnMerge } from "./merge_log.ts";
import type { Membership } from "./people.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";

/** What was decided. */
export interface DecidedFaces {
  readonly candidates: Candidates;
  /** For each row its person; undefined where the face belongs to nobody. */
  readonly members: readonly (Membership | undefined)[];
  /** The mean cosine similarity that clusters had to reach. */
  readonly threshold: number;
  /** Who was one person by the faces alone, as rows; undefined where people were remembered. */
  readonly clusters: readonly (readonly number[])[] | undefined;
  readonly constraints: readonly Constraint[];
  readonly blocks: SimilarityBlocks;
}

/** Who is told; costs nothing where nobody is. */
export interface InsightOptions {
  /** Told of each merge of two clusters, before constraints are applied. */
  onMerge?: OnMerge;
  /** Looks at who is who when that is decided, before any record goes on. */
  inspect?: (decided: DecidedFaces) => Promise<void>;
}
