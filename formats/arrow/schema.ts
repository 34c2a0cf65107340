/**
 * The Arrow schema of record streams, made from the field table.
 * @module
 */
import {
  Binary,
  Bool,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int64,
  List,
  Schema,
  Utf8,
} from "apache-arrow";
import { FIELD_ENTRIES, type FieldType } from "../../core/mod.ts";

/** Version of the schema; readers refuse a newer one. It grows when an older reader would go wrong. */
export const SCHEMA_VERSION = 1;

/** Keys of the schema's metadata. */
export const METADATA = {
  version: "facepipe.schema",
  detectors: "facepipe.detectors",
  embedders: "facepipe.embedders",
} as const;

/** The column with what has no column of its own, as the text of a JSON object. */
export const EXTRA = "extra";

/** The dictionary of the `kind` column. Fixed, so that equal streams are equal bytes. */
const KIND_DICTIONARY_ID = 0;

const COORDINATE = itemOf(new Float64());

function itemOf<T extends DataType>(type: T): Field<T> {
  return new Field("item", type, false);
}

/**
 * Arrow types by field type. Whole numbers are Int64, which holds all of 0 to 2^53 − 1 and says what they are.
 *
 * @param dimension Length of the embeddings; undefined where it is not known, which makes the
 *   column a list of any length.
 */
export function arrowTypes(dimension: number | undefined): Record<FieldType, DataType> {
  const value = itemOf(new Float32());
  return {
    kind: new Dictionary(new Utf8(), new Int8(), KIND_DICTIONARY_ID),
    string: new Utf8(),
    sha256: new Utf8(),
    integer: new Int64(),
    number: new Float64(),
    boolean: new Bool(),
    bytes: new Binary(),
    embedding: dimension === undefined ? new List(value) : new FixedSizeList(dimension, value),
    box: new FixedSizeList(4, COORDINATE),
    landmarks: new FixedSizeList(10, COORDINATE),
    strings: new List(itemOf(new Utf8())),
    object: new Utf8(),
    objects: new Utf8(),
  };
}

/** Ids of models, in order of appearance. */
export interface ModelIds {
  readonly detectors: readonly string[];
  readonly embedders: readonly string[];
}

/** The schema: all fields of the table in its order, then {@linkcode EXTRA}. */
export function recordSchema(dimension: number | undefined, models: ModelIds): Schema {
  const types = arrowTypes(dimension);
  const fields = FIELD_ENTRIES.map(
    ([name, field]) => new Field(name, types[field.type], field.type !== "kind"),
  );
  const metadata = new Map<string, string>([[METADATA.version, String(SCHEMA_VERSION)]]);
  if (models.detectors.length > 0) metadata.set(METADATA.detectors, models.detectors.join(","));
  if (models.embedders.length > 0) metadata.set(METADATA.embedders, models.embedders.join(","));
  return new Schema([...fields, new Field(EXTRA, new Utf8(), true)], metadata);
}
