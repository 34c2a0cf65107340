/**
 * Groups labelled faces at once and in ten runs with a state.
 * @module
 */
import { basename, dirname } from "node:path";
import {
  type Face,
  type FaceRecord,
  type GroupOptions,
  groupFaces,
  groupMetrics,
  mainFaces,
} from "../../core/mod.ts";
import { MemoryState, personsOf } from "./people.ts";
import { seeded, shuffled } from "./random_vectors.ts";
import { run } from "./stages.ts";

/**
 * B-cubed F of one run over the faces nearest the centre of each photo, and of ten over a tenth of
 * them each, in random order; the folder of a photo is its person.
 */
export async function tenRuns(
  records: AsyncIterable<FaceRecord>,
  options: GroupOptions,
): Promise<{ once: number; ten: number }> {
  const faces: Face[] = [];
  for await (const record of mainFaces("centre")(records)) if (record.kind === "face") faces.push(record);
  const labels = new Map(faces.map(({ faceId, path }) => [faceId, basename(dirname(path!))]));
  const f = (clusters: Iterable<readonly [face: string, cluster: string | undefined]>) =>
    groupMetrics([...clusters].map(([face, cluster]) => ({ label: labels.get(face)!, cluster }))).bcubed.f;
  const once = personsOf(await run(groupFaces(options), faces));
  const state = new MemoryState();
  const mixed = shuffled(seeded(1), faces);
  for (let part = 0; part < 10; part++) {
    const [start, end] = [part, part + 1].map((at) => Math.floor((at * mixed.length) / 10));
    await run(groupFaces({ ...options, state }), mixed.slice(start, end));
  }
  const ten = state.people!.people.flatMap(({ id, faces }) => faces.map((face) => [face, id] as const));
  return { once: f(once), ten: f(ten) };
}
