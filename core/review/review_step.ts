/**
 * What can be said of an album, one thing at a time.
 * @module
 */

/** One correction. People and faces are named by their places in the lists. */
export type ReviewStep =
  /** Names a person; whoever has the name already becomes the same person. */
  | { readonly type: "name"; readonly person: number; readonly name: string }
  /** Two people are one. */
  | { readonly type: "merge"; readonly from: number; readonly into: number }
  /** The faces are those of another person. */
  | { readonly type: "move"; readonly faces: readonly number[]; readonly to: number }
  /** The faces are those of somebody new. */
  | { readonly type: "found"; readonly faces: readonly number[]; readonly name: string }
  /** The faces are not those of their person; whose they are is left to the next grouping. */
  | { readonly type: "release"; readonly faces: readonly number[] }
  /** The faces belong to nobody. */
  | { readonly type: "ignore"; readonly faces: readonly number[] }
  /** Two faces are, or are not, one person, which says nothing of the other faces of the two. */
  | { readonly type: "pair"; readonly same: boolean; readonly faces: readonly [number, number] };
