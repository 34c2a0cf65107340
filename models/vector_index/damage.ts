/**
 * Tells damaged files of an index from every other failure: the index is then thrown away and built
 * anew from the database, and nobody needs to act.
 * @module
 */

/** A file of an index is not what was written. */
export class DamagedIndex extends Error {}

/** The approximate index cannot be used; exact search goes on without it. */
export class UnusableGraph extends Error {}
