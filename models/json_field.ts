/**
 * Reads a JSON document written by hand, with errors that name the place.
 * @module
 */

/** A value and where it stands in its document. */
export class JsonField {
  readonly #value: unknown;
  readonly #where: string;

  constructor(value: unknown, where = "") {
    this.#value = value;
    this.#where = where;
  }

  /** Whether the document has it. */
  get exists(): boolean {
    return this.#value !== undefined;
  }

  /** The fields of an object that has no others than `names`. Those it lacks do not exist. */
  object<const N extends string>(names: readonly N[]): Record<N, JsonField> {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      this.refuse("expected an object");
    const unknown = Object.keys(value).find((name) => !(names as readonly string[]).includes(name));
    if (unknown !== undefined) this.refuse(`the field ${JSON.stringify(unknown)} is unknown`, names);
    const fields = names.map((name) => [
      name,
      new JsonField((value as Record<N, unknown>)[name], this.#at(name)),
    ]);
    return Object.fromEntries(fields) as Record<N, JsonField>;
  }

  /** A string that matches `pattern`; `expected` says in words what that is. */
  string(pattern = /./, expected = "expected a text"): string {
    if (typeof this.#value !== "string" || !pattern.test(this.#value)) this.refuse(expected);
    return this.#value;
  }

  /** One of `values`. */
  oneOf<const V extends string>(values: readonly V[]): V {
    const found = values.find((value) => value === this.#value);
    return found ?? this.refuse("it is not known", values);
  }

  /** A finite number. */
  number(): number {
    if (typeof this.#value !== "number" || !Number.isFinite(this.#value)) this.refuse("expected a number");
    return this.#value;
  }

  boolean(): boolean {
    if (typeof this.#value !== "boolean") this.refuse("expected true or false");
    return this.#value;
  }

  /** Throws an error that names the field, its value and what is wrong with it. */
  refuse(reason: string, allowed: readonly string[] = []): never {
    const shown =
      typeof this.#value === "object" ? "" : ` ${shorten(JSON.stringify(this.#value) ?? "is missing")}`;
    const choice = allowed.length === 0 ? "" : `, expected ${allowed.join(", ")}`;
    throw new Error(`${this.#where || "the document"}${shown}: ${reason}${choice}`);
  }

  #at(name: string): string {
    return this.#where === "" ? name : `${this.#where}.${name}`;
  }
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
