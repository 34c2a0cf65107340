/**
 * Gives people the names of known people.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import type { Crowd } from "./crowd.ts";
import type { KnownPeople } from "./known_people.ts";
import { lengthOf } from "./vectors.ts";

/** By how much the known person has to be more similar than the second. */
export const KNOWN_MARGIN = 0.05;

/** Queries at once: as many as a gallery likes to answer together. */
const BATCH = 256;

/**
 * Names the people whose mean vector is like that of one known person: its cosine is at least
 * `threshold` and at least {@linkcode KNOWN_MARGIN} above that of the next. A name that a constraint
 * of this run gave stays; one from an earlier run is replaced. Several people may turn out to be one
 * known person; then they become one, but for those that `mayMerge` forbids, who stay as they are.
 *
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where the vectors cannot be compared.
 */
export async function recognisePeople(
  crowd: Crowd,
  known: KnownPeople,
  embedder: string | undefined,
  threshold: number,
  mayMerge: (person: number, other: number) => boolean,
): Promise<void> {
  const people = [...crowd.people.keys()].filter(
    (person) => crowd.people[person]!.rows.size > 0 && !crowd.people[person]!.isCorrected,
  );
  if (people.length > 0) refuseOtherVectors(crowd, known, embedder);
  const found = (await identifyAll(crowd, people, known, threshold)).sort(
    (a, b) => b.similarity - a.similarity || a.person - b.person,
  );
  const before = new Map(found.map(({ person }) => [person, crowd.people[person]!.name]));
  for (const { person } of found) crowd.people[person]!.name = undefined;
  const owners = new Map<string, number>();
  for (const [person, { name }] of crowd.people.entries()) if (name !== undefined) owners.set(name, person);
  for (const { person, name } of found) {
    const owner = owners.get(name);
    if (owner === undefined) {
      crowd.people[person]!.name = name;
      owners.set(name, person);
    } else if (mayMerge(owner, person)) {
      owners.set(name, mergeIntoLarger(crowd, owner, person));
    } else {
      const old = before.get(person);
      if (old !== undefined && !owners.has(old)) crowd.people[person]!.name = old;
    }
  }
}

interface Recognised {
  readonly person: number;
  readonly name: string;
  readonly similarity: number;
}

async function identifyAll(
  crowd: Crowd,
  people: readonly number[],
  known: KnownPeople,
  threshold: number,
): Promise<Recognised[]> {
  const found: Recognised[] = [];
  for (let start = 0; start < people.length; start += BATCH) {
    const batch = people.slice(start, start + BATCH).filter((person) => lengthOf(crowd.sumOf(person)) > 0);
    const answers = await known.identify(batch.map((person) => direction(crowd.sumOf(person))));
    for (const [i, person] of batch.entries()) {
      const [best, second] = answers[i]!;
      if (best === undefined || best.similarity < threshold) continue;
      if (second !== undefined && best.similarity - second.similarity < KNOWN_MARGIN) continue;
      found.push({ person, ...best });
    }
  }
  return found;
}

/** Makes one person of two, with the id and under the name of the larger, and returns its number. */
function mergeIntoLarger(crowd: Crowd, owner: number, person: number): number {
  const ownerIsLarger = crowd.sizeOf(owner) >= crowd.sizeOf(person);
  const [into, from] = ownerIsLarger ? [owner, person] : [person, owner];
  if (crowd.people[from]!.isCorrected) crowd.people[into]!.isCorrected = true;
  crowd.merge(into, from);
  return into;
}

function direction(sum: Float32Array): Float32Array {
  const length = lengthOf(sum);
  return sum.map((value) => value / length);
}

function refuseOtherVectors(crowd: Crowd, known: KnownPeople, embedder: string | undefined): void {
  const { dimension } = crowd.vectors;
  if (known.embedder === embedder && known.dimension === dimension) return;
  const [theirs, ours] =
    known.embedder === embedder
      ? [`${known.dimension} numbers`, `${dimension} numbers`]
      : [known.embedder ?? "an embedder that is not named", embedder ?? "an embedder that is not named"];
  const message = `Cannot recognise known people: their vectors come from ${theirs}, those of the faces from ${ours}`;
  throw new FacepipeError("MALFORMED_REQUEST", message, { exit: EXIT.malformedInput, param: "known" });
}
