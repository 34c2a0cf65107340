/**
 * Decides from the schema of an Arrow stream what its columns mean.
 * @module
 */
import { type DataType, DataType as Is, type Schema } from "apache-arrow";
import { CHECKS, describe } from "../../core/field_checks.ts";
import { FIELDS, type FieldName, KINDS, streamError } from "../../core/mod.ts";
import {
  type Conversion,
  fieldConversion,
  jsonValue,
  type ListConversion,
  listConversion,
} from "./cell_values.ts";
import { isReadable } from "./columns.ts";
import { EXTRA, METADATA, SCHEMA_VERSION } from "./schema.ts";

/** A column of the stream. */
export interface PlannedColumn {
  readonly name: string;
  /** The name as errors show it. */
  readonly shown: string;
  readonly type: DataType;
  readonly convert: Conversion;
  readonly convertList: ListConversion;
  /** What its field wants of a value; undefined where the table does not know the column. */
  readonly check: ((value: unknown) => unknown) | undefined;
  /** Whatever the column holds is what its field wants. */
  readonly fits: boolean;
  /** The kinds of record that carry it; on others it is a field like an unknown one. */
  readonly kinds: ReadonlySet<unknown>;
  /** It holds the fields that have no column of their own. */
  readonly isExtra: boolean;
}

/**
 * The columns of a schema, which may be of another program: any Arrow type will do whose values
 * the field can take, and columns that the table does not know become unknown fields.
 *
 * @throws {FacepipeError} MALFORMED_REQUEST, naming the column, where a type cannot be read.
 */
export function planColumns(schema: Schema): PlannedColumn[] {
  const version = schema.metadata.get(METADATA.version);
  if (version !== undefined && !(Number(version) <= SCHEMA_VERSION)) {
    throw streamError(
      "schema",
      `its version is ${describe(version)}, this facepipe reads up to ${SCHEMA_VERSION}`,
    );
  }
  const names = new Set<string>();
  return schema.fields.map(({ name, type }) => {
    const shown = Object.hasOwn(FIELDS, name) ? name : describe(name);
    const isExtra = name === EXTRA && version !== undefined;
    if (names.has(name)) throw streamError("schema", "there are two columns of this name", shown);
    names.add(name);
    if (!isReadable(type) || (isExtra && !Is.isUtf8(type))) {
      throw streamError("schema", `cannot read a column of type ${type[Symbol.toStringTag]}`, shown);
    }
    const meaning = isExtra ? EXTRA_PLAN : meaningOf(name);
    const fits = Is.isUtf8(type) && meaning.check === CHECKS.string;
    return { name, shown, type, isExtra, fits, ...meaning };
  });
}

type Meaning = Pick<PlannedColumn, "convert" | "convertList" | "check" | "kinds">;

const EVERY_KIND: ReadonlySet<unknown> = new Set(KINDS);
const EXTRA_PLAN: Meaning = {
  convert: undefined,
  convertList: undefined,
  check: undefined,
  kinds: EVERY_KIND,
};
const UNKNOWN: Meaning = { ...EXTRA_PLAN, convert: jsonValue };

function meaningOf(name: string): Meaning {
  if (!Object.hasOwn(FIELDS, name)) return UNKNOWN;
  const { type, on } = FIELDS[name as FieldName];
  return {
    convert: fieldConversion(type),
    convertList: listConversion(type),
    check: CHECKS[type],
    kinds: new Set(on),
  };
}
