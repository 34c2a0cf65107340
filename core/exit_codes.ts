/**
 * Exit codes, the same for every command.
 * @module
 */

/** Exit codes by name. */
export const EXIT = {
  /** Everything was done, or the program downstream closed the pipe. */
  done: 0,
  /** Finished, nothing matched (`verify`, `identify --require-match`). */
  noMatch: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Finished, some items failed; each has an error record. */
  someFailed: 3,
  /** The input stream is malformed, or the stage before it failed. */
  malformedInput: 4,
  /** A model or a device cannot be used. */
  modelUnavailable: 5,
  /** Storage failed: full disk, read-only target, damaged database. */
  storage: 6,
  /** A defect of facepipe. */
  internal: 70,
  /** Interrupted with Ctrl-C (128 + SIGINT). */
  interrupted: 130,
  /** Asked to stop (128 + SIGTERM). */
  terminated: 143,
} as const;

/** One of the {@linkcode EXIT} codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
