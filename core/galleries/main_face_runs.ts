/**
 * One face for each photo, chosen as the stream goes by.
 * @module
 */
import { type MainFace, mainFace } from "../eval/main_face.ts";
import type { Face, FaceRecord, Photo, Stage } from "../records.ts";

/**
 * A stage that keeps only the main face of each photo, where the faces of a photo follow its record
 * and each other, as `detect` writes them; memory is bounded by the faces of one photo.
 */
export function mainFaceRuns(by: MainFace): Stage {
  return async function* (records) {
    let run: Run = { faces: [] };
    for await (const record of records) {
      if (record.kind === "face" && belongs(record, run)) {
        run.faces.push(record);
        continue;
      }
      yield* mainOf(run, by);
      run = record.kind === "face" ? { faces: [record] } : { faces: [] };
      if (record.kind === "photo") run = { photo: record, faces: [] };
      else if (record.kind !== "face") yield record;
    }
    yield* mainOf(run, by);
  };
}

/** A photo and the faces after it. */
interface Run {
  readonly photo?: Photo;
  readonly faces: Face[];
}

function belongs({ path, sha256 }: Face, { photo, faces }: Run): boolean {
  const first = photo ?? faces[0];
  return first !== undefined && first.path === path && (first.sha256 === sha256 || photo !== undefined);
}

function* mainOf({ photo, faces }: Run, by: MainFace): Iterable<FaceRecord> {
  const main = mainFace(faces, photo ?? {}, by);
  if (photo) yield photo.faces === undefined ? photo : { ...photo, faces: main ? 1 : 0 };
  if (main) yield main;
}
