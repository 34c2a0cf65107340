/**
 * From faces to people: groups them, or goes on from people of earlier runs, applies corrections,
 * and finds out what everybody is called.
 * @module
 */
import { arePartedBlocks } from "./apply_names.ts";
import type { Candidates } from "./candidates.ts";
import { applyCorrections, countUnknown, placeBlocks } from "./corrections.ts";
import { Crowd, type Person } from "./crowd.ts";
import { extendCrowd } from "./extend_crowd.ts";
import type { RememberedPeople } from "./group_state.ts";
import { matchPeople } from "./match_people.ts";
import { type PartitionSettings, partition } from "./partition.ts";
import { type Membership, membershipsOf } from "./people.ts";
import type { PeopleSettings } from "./people_settings.ts";
import { FIRST_NUMBER, giveIds } from "./person_ids.ts";
import { recallPeople } from "./recall.ts";
import { recognisePeople } from "./recognise_people.ts";
import { rememberPeople, settingsText } from "./remember.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";

/** People before corrections. */
interface Grouped {
  readonly crowd: Crowd;
  readonly threshold: number;
  readonly clusters?: number[][];
}

/** Who is who. */
export interface Decision {
  /** For each row its person; undefined where the face belongs to nobody. */
  readonly members: readonly (Membership | undefined)[];
  /** What to remember for the next run. */
  readonly people: RememberedPeople;
  /** The mean cosine similarity that clusters had to reach. */
  readonly threshold: number;
  /** Who was one person by the faces alone, as rows; undefined where people were remembered. */
  readonly clusters: readonly (readonly number[])[] | undefined;
}

/**
 * Decides who is who.
 *
 * @param before People of earlier runs, if there are any; their vectors must be comparable.
 * @param note Told what somebody may want to know.
 */
export async function decidePeople(
  candidates: Candidates,
  before: RememberedPeople | undefined,
  settings: PeopleSettings,
  blocks: SimilarityBlocks,
  note: (message: string) => void,
): Promise<Decision> {
  const { constraints, known, minFaces, regroup, forget } = settings;
  const { crowd, threshold, clusters }: Grouped =
    before === undefined || regroup
      ? await groupAnew(candidates, before, settings.partition, blocks)
      : await extendCrowd(candidates, before, settings.partition, constraints, blocks, note);
  const grouped = crowd.people.length;
  const placed = placeBlocks(crowd, constraints);
  noteUnknown(countUnknown(crowd, constraints), note);
  applyCorrections(crowd, constraints, placed, threshold);
  if (known !== undefined) {
    const mayMerge = (a: number, b: number) => !arePartedBlocks(crowd, placed, constraints.apart, a, b);
    await recognisePeople(crowd, known, candidates.embedder, threshold, mayMerge);
  }
  const numbering = giveIds(crowd, grouped, before ?? FIRST_NUMBER);
  const grouping = before === undefined || regroup ? settingsText(settings.partition) : before.settings;
  return {
    members: membershipsOf(crowd, minFaces),
    people: rememberPeople(crowd, candidates.embedder, grouping, numbering, forget),
    threshold,
    clusters,
  };
}

function noteUnknown(count: number, note: (message: string) => void): void {
  if (count === 0) return;
  const are =
    count === 1
      ? "1 face that the constraints mention is"
      : `${count} faces that the constraints mention are`;
  note(`${are} not in the input; what is said of them is left out`);
}

/** Everybody as the faces alone tell, but with the ids and names of remembered people. */
async function groupAnew(
  candidates: Candidates,
  before: RememberedPeople | undefined,
  settings: PartitionSettings,
  blocks: SimilarityBlocks,
): Promise<Grouped> {
  const { ids, vectors } = candidates;
  const { clusters, threshold } = await partition(candidates, settings, blocks);
  const ranked = byRank(clusters);
  const people =
    before === undefined
      ? ranked.map(newPerson)
      : await matchPeople(ranked, recallPeople(before.people, ids, vectors), vectors, threshold, blocks);
  return { crowd: new Crowd(ids, vectors, people), threshold, clusters };
}

/** The largest cluster first; of equally large ones the one with the lowest face. */
export function byRank<T extends readonly number[]>(clusters: readonly T[]): T[] {
  return [...clusters].sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}

function newPerson(rows: readonly number[]): Person {
  return { id: undefined, name: undefined, isCorrected: false, rows: new Set(rows), absent: undefined };
}
