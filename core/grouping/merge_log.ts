/**
 * What is told of merges while faces are grouped.
 * @module
 */

/**
 * Told that two clusters became one.
 *
 * @param row A face of the one.
 * @param other A face of the other.
 * @param similarity How similar the clusters were.
 */
export type OnMerge = (row: number, other: number, similarity: number) => void;
