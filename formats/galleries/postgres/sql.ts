/**
 * SQL with its parameters: every value travels beside the text, never in it.
 * @module
 */

/** A value of a parameter. Lists become arrays; a null in a list is NULL. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | Buffer
  | null
  | readonly (string | bigint | Buffer | null)[];

/** A piece of SQL, with its values between the parts of its text. */
export class Sql {
  readonly parts: readonly string[];
  readonly values: readonly Value[];

  constructor(parts: readonly string[], values: readonly Value[]) {
    this.parts = parts;
    this.values = values;
  }

  /** The text with `$1`, `$2`, … for the values. */
  get text(): string {
    return this.parts.map((part, i) => (i === 0 ? part : `$${i}${part}`)).join("");
  }
}

/** A piece of SQL: values become parameters, pieces become part of the text. */
export function sql(strings: TemplateStringsArray, ...given: readonly (Value | Sql)[]): Sql {
  const parts = [strings[0]!];
  const values: Value[] = [];
  const append = (text: string) => parts.push((parts.pop() ?? "") + text);
  for (const [i, value] of given.entries()) {
    if (value instanceof Sql) {
      append(value.parts[0]!);
      parts.push(...value.parts.slice(1));
      values.push(...value.values);
      append(strings[i + 1]!);
    } else {
      values.push(value);
      parts.push(strings[i + 1]!);
    }
  }
  return new Sql(parts, values);
}

/** Text of ours that is SQL: never anything from outside. */
export function raw(text: string): Sql {
  return new Sql([text], []);
}

/** A name of a schema, table or index, quoted. */
export function identifier(...names: readonly string[]): Sql {
  return raw(names.map((name) => `"${name.replaceAll('"', '""')}"`).join("."));
}

/** Pieces that must all hold. */
export function allOf(pieces: readonly Sql[]): Sql {
  return pieces.length === 0 ? sql`TRUE` : pieces.reduce((all, piece) => sql`${all} AND ${piece}`);
}
