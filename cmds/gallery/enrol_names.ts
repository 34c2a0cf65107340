/**
 * Where names and other metadata of new faces come from: folders, file names, groups, a table.
 * @module
 */
import { basename, dirname, extname, resolve } from "node:path";
import { counted, type Face, type FaceMeta, FacepipeError } from "../../core/mod.ts";
import type { Context } from "../command.ts";

/** Rows that a note names. */
const SHOWN = 5;

/** What a name can be taken from. */
export const NAME_SOURCES = ["folder", "file", "person"] as const;

/** Gives the metadata of a face; undefined where it is not to be added. @throws FacepipeError for a face without a name. */
export type MetaOf = (face: Face) => FaceMeta | undefined;

/**
 * The metadata that the options ask for, or undefined where they ask for none.
 *
 * @param context Told at the end which photos and which rows of the table had no counterpart.
 */
export async function enrolNames(
  args: { nameFrom?: (typeof NAME_SOURCES)[number] | undefined; fromCsv?: string | undefined },
  context: Pick<Context, "note" | "onExit">,
): Promise<MetaOf | undefined> {
  const { nameFrom, fromCsv } = args;
  const named = nameFrom && ((face: Face) => ({ name: nameOf(face, nameFrom) }));
  if (fromCsv === undefined) return named;
  const { readMetaTable } = await import("../../formats/mod.ts");
  const rows = new MetaRows(fromCsv, await readMetaTable(fromCsv));
  context.onExit(() => {
    for (const message of rows.unmatched()) context.note(message);
  });
  return (face) => {
    const row = rows.of(face);
    return row && { ...named?.(face), ...row };
  };
}

/** The rows of a table, and what of them and of the photos had no counterpart. */
class MetaRows {
  readonly #file: string;
  readonly #rows = new Map<string, FaceMeta>();
  readonly #unused = new Map<string, string>();
  readonly #missing = new Set<string>();

  constructor(file: string, rows: ReadonlyMap<string, FaceMeta>) {
    this.#file = file;
    for (const [path, meta] of rows) {
      const absolute = resolve(dirname(file), path);
      this.#rows.set(absolute, meta);
      this.#unused.set(absolute, path);
    }
  }

  of({ path = "" }: Face): FaceMeta | undefined {
    const absolute = resolve(path);
    const row = this.#rows.get(absolute);
    if (row) this.#unused.delete(absolute);
    else this.#missing.add(path);
    return row;
  }

  unmatched(): string[] {
    const { size: missing } = this.#missing;
    const unused = [...this.#unused.values()];
    const shown = unused.slice(0, SHOWN).join(", ");
    return [
      ...(missing > 0 ? [`${counted(missing, "photo")} without a row in ${this.#file} not added`] : []),
      ...(unused.length > 0
        ? [
            `${counted(unused.length, "row")} of ${this.#file} without a face: ${shown}${unused.length > SHOWN ? ", …" : ""}`,
          ]
        : []),
    ];
  }
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
