/**
 * How much a server takes on.
 * @module
 */

const MEBIBYTE = 2 ** 20;

/** What a server takes on at most. */
export interface ServerLimits {
  /** Bytes of a photo; the REST interface says 10 MB. */
  readonly photoBytes: number;
  /** Bytes of a body; two photos and what is around them. */
  readonly bodyBytes: number;
  /** Bytes of all bodies that are in memory at once. */
  readonly allBodyBytes: number;
  /** Requests in work, of all users and of each. */
  readonly requests: number;
  readonly requestsEach: number;
  readonly connections: number;
  /** Milliseconds for a request to arrive, and then to be answered. */
  readonly arrivalTime: number;
  readonly answerTime: number;
  /** Levels of lists and objects in JSON. */
  readonly jsonDepth: number;
}

/** Limits unless told otherwise. */
export const DEFAULT_LIMITS: ServerLimits = {
  photoBytes: 10 * MEBIBYTE,
  bodyBytes: 22 * MEBIBYTE,
  allBodyBytes: 256 * MEBIBYTE,
  requests: 1024,
  requestsEach: 512,
  connections: 4096,
  arrivalTime: 60_000,
  answerTime: 60_000,
  jsonDepth: 32,
};
