/**
 * Long questions in pieces that a server takes.
 * @module
 */

/**
 * Cuts a list into pieces of at most so many items, and at most so many characters as JSON unless a single item
 * has more. An empty list is one empty piece.
 */
export function pieces<T>(items: readonly T[], most: number, mostCharacters: number): T[][] {
  const all: T[][] = [];
  let characters = 0;
  for (const item of items) {
    const { length } = JSON.stringify(item);
    const last = all.at(-1);
    if (last && last.length < most && characters + length <= mostCharacters) {
      last.push(item);
      characters += length;
    } else {
      all.push([item]);
      characters = length;
    }
  }
  return all.length > 0 ? all : [[]];
}
