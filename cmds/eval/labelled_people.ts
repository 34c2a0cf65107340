/**
 * Who is in each photo: by a CSV file, or by the folders that the photos lie in.
 * @module
 */
import { resolve } from "node:path";
import { EXIT, FacepipeError, type FaceRecord, type FacesByPhoto } from "../../core/mod.ts";

/** Who is in each photo, by a CSV file. */
export async function readLabels(
  file: string,
  absolute: (path: string) => string,
): Promise<Map<string, string>> {
  const { readPeople } = await import("../../formats/mod.ts");
  return new Map([...(await readPeople(file))].map(([path, person]) => [absolute(path), person]));
}

/** The person of each photo, as its folder says. */
export async function foldersOf({ photos }: FacesByPhoto): Promise<Map<string, string>> {
  const { parentFolder } = await import("../../formats/mod.ts");
  return new Map(
    [...photos.keys()].map((path) => {
      const person = parentFolder(resolve(path));
      if (person !== undefined) return [resolve(path), person];
      const reason = "it lies in no folder; name the people with --labels";
      throw new FacepipeError("BAD_PARAM", `Cannot tell who is in ${path}: ${reason}`, { exit: EXIT.usage });
    }),
  );
}

/** Leaves out photos that nobody labelled, and their faces. */
export async function* onlyLabelled(
  records: AsyncIterable<FaceRecord>,
  labels: ReadonlyMap<string, string>,
): AsyncIterable<FaceRecord> {
  for await (const record of records) {
    const { path } = record.kind === "end" ? {} : record;
    if (record.kind === "error" || (path !== undefined && labels.has(resolve(path)))) yield record;
  }
}
