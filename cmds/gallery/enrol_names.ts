/**
 * Where names and other metadata of new faces come from: folders, file names, groups, a table.
 * @module
 */
import { basename, dirname, extname, resolve } from "node:path";
import { type Face, type FaceMeta, FacepipeError } from "../../core/mod.ts";

/** What a name can be taken from. */
export const NAME_SOURCES = ["folder", "file", "person"] as const;

/** Gives the metadata of a face. @throws FacepipeError for a face that has none. */
export type MetaOf = (face: Face) => FaceMeta;

/** The metadata that the options ask for, or undefined where they ask for none. */
export async function enrolNames(args: {
  nameFrom?: (typeof NAME_SOURCES)[number] | undefined;
  fromCsv?: string | undefined;
}): Promise<MetaOf | undefined> {
  const { nameFrom, fromCsv } = args;
  const named: MetaOf | undefined = nameFrom && ((face) => ({ name: nameOf(face, nameFrom) }));
  if (fromCsv === undefined) return named;
  const { readMetaTable } = await import("../../formats/mod.ts");
  const rows = new Map<string, FaceMeta>();
  for (const [path, meta] of await readMetaTable(fromCsv)) rows.set(resolve(dirname(fromCsv), path), meta);
  return (face) => ({ ...named?.(face), ...rowOf(face, rows, fromCsv) });
}

function nameOf({ faceId, path, person }: Face, source: (typeof NAME_SOURCES)[number]): string {
  const name = source === "person" ? person : path && pathName(path, source);
  if (name) return name;
  const wanted = source === "person" ? "person, pass it through group first" : "path";
  throw new FacepipeError("EXTRACTION_ERROR", `Cannot name face ${faceId}: it has no ${wanted}`);
}

function pathName(path: string, source: "folder" | "file"): string {
  return source === "folder" ? basename(dirname(resolve(path))) : basename(path, extname(path));
}

function rowOf({ path, faceId }: Face, rows: ReadonlyMap<string, FaceMeta>, file: string): FaceMeta {
  const row = path === undefined ? undefined : rows.get(resolve(path));
  if (row) return row;
  const message = `Cannot enrol face ${faceId}: ${file} has no row for photo ${path ?? "without a path"}`;
  throw new FacepipeError("NOT_FOUND", message, { param: "path", value: path });
}
