/**
 * The records that flow through the pipes, as TypeScript types made from the field table.
 * @module
 */
import type { FIELDS, FieldTypes, Kind } from "./fields.ts";

type Table = typeof FIELDS;
type OnKind<K extends Kind> = {
  [F in keyof Table]: K extends Table[F]["on"][number] ? F : never;
}[keyof Table];
type RequiredOn<K extends Kind> = {
  [F in keyof Table]: K extends Table[F]["required"][number] ? F : never;
}[keyof Table];
type Flat<T> = { [P in keyof T]: T[P] };
type RecordOf<K extends Kind> = Flat<
  { kind: K } & { [F in Exclude<RequiredOn<K>, "kind">]: FieldTypes[Table[F]["type"]] } & {
    [F in Exclude<OnKind<K>, RequiredOn<K>>]?: FieldTypes[Table[F]["type"]];
  }
>;

/** A photo file. */
export type Photo = RecordOf<"photo">;
/** A face in a photo. */
export type Face = RecordOf<"face">;
/** An item that failed; `fatal` where the whole stage did. */
export type Failure = RecordOf<"error">;
/** The last record of a finished stage, with what it wrote. */
export type End = RecordOf<"end">;

/** Any record of the stream. Fields outside the table are kept and passed on. */
export type FaceRecord = Photo | Face | Failure | End;

/** A stage: records in, records out, in the order in which they came. */
export type Stage = (records: AsyncIterable<FaceRecord>) => AsyncIterable<FaceRecord>;
