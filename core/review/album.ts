/**
 * An album as the page of `report` shows it: who is on which photo, and what to look at again.
 * @module
 */
import type { Box } from "../fields.ts";
import type { ConstraintRule } from "../grouping/constraints.ts";

/** A photo; faces and photos are known by their place in the lists of the album. */
export interface ReviewPhoto {
  /** Every file of this content. */
  readonly paths: readonly string[];
  /** Of the upright photo, in pixels; 0 where it could not be read. */
  readonly width: number;
  readonly height: number;
  readonly takenAt?: string;
  readonly faces: readonly number[];
  /** Why there is no picture of it. */
  readonly problem?: string;
}

/** A face. */
export interface ReviewFace {
  readonly id: string;
  readonly photo: number;
  /** In pixels of the upright photo. */
  readonly box?: Box;
  /** Place in the list of people, or {@linkcode NOBODY_HERE}. */
  readonly person: number;
}

/** Two faces to look at. */
export interface ReviewPair {
  /** What it would be if it is as suspected. */
  readonly type: "same" | "different";
  readonly faces: readonly [number, number];
  /** Cosine similarity. */
  readonly similarity?: number;
}

/** The whole album. */
export interface ReviewAlbum {
  readonly title: string;
  readonly photos: readonly ReviewPhoto[];
  /** Those of one person in the order in which they are shown: best first. */
  readonly faces: readonly ReviewFace[];
  /** Names, most faces first. */
  readonly people: readonly string[];
  readonly pairs: readonly ReviewPair[];
  /** Corrections that the grouping was made with. */
  readonly constraints: readonly ConstraintRule[];
}

/** The person of a face that belongs to nobody. */
export const NOBODY_HERE = -1;

/** The person of a face that was taken from one, and that the next grouping finds another for. */
export const UNDECIDED = -2;
