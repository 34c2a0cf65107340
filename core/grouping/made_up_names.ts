/**
 * Tells what `group` calls people from names that somebody gave them.
 * @module
 */

/** The ids of people: nobody may have one for a name, or two people could be called the same. */
export const MADE_UP = /^person-\d+$/u;
