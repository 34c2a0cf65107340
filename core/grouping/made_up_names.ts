/**
 * Tells what `group` calls people from names that somebody gave them.
 * @module
 */

/** Whether a name looks like the id of a person. Nobody may be named so, or two could be called the same. */
export function isMadeUpName(name: string): boolean {
  return /^person-\d+$/u.test(name);
}
