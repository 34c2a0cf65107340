/**
 * Tells why two faces are one person, or are not.
 * @module
 */
import type { Constraint } from "../grouping/constraints.ts";
import { dot } from "../grouping/dot_products.ts";
import type { DecidedFaces } from "../grouping/insight_options.ts";
import { decisiveConstraints } from "./decisive_constraints.ts";
import { joinTree, leastLevel } from "./full_tree.ts";
import { JoinTree, type MergeLog } from "./join_tree.ts";
import { Portrait } from "./portraits.ts";

/** One of the two faces. */
export interface ExplainedFace {
  readonly face: string;
  /** Absent where the face belongs to nobody. */
  readonly person?: string;
  /** How many faces the person has. */
  readonly faces: number;
  /** Mean similarity to the other faces of its own person; absent where there are none. */
  readonly own?: number;
  /** Mean similarity to the faces of the other face's person; absent where the two are one person. */
  readonly other?: number;
}

/** Two clusters that became one. */
export interface ExplainedJoin {
  /** Mean similarity of the two. */
  readonly similarity: number;
  /** Whose side it is on: of the first face, of the second, or the join of both. */
  readonly side: "first" | "second" | "both";
  /** How many faces the cluster of that face had; with `both`, that of the first. */
  readonly faces: number;
  /** How many faces joined them. */
  readonly joined: number;
  /** The two faces of these clusters that are most alike; absent where there are too many to look for them. */
  readonly closest?: { readonly faces: readonly [string, string]; readonly similarity: number };
}

/** What explains two faces. */
export interface Explanation {
  readonly faces: readonly [ExplainedFace, ExplainedFace];
  /** Cosine similarity of the two. */
  readonly similarity: number;
  readonly samePerson: boolean;
  /**
   * What decided: how alike the faces and those around them are, constraints, what was said of other
   * faces, or that the one person whom similarity makes of them has too few faces to count.
   */
  readonly because: "similarity" | "constraints" | "names or constraints of other faces" | "too few faces";
  /** Constraints about these faces, in the order of their files. */
  readonly constraints: readonly Constraint[];
  /** The mean similarity that clusters had to reach. */
  readonly threshold: number;
  /** Whether similarity alone joined them, before constraints were applied. */
  readonly joined: boolean;
  /** Whether `joins` were made; where not, they are those of plain average linkage. */
  readonly made: boolean;
  /** The joins that brought the two together, or would below the threshold; the last is that of both. */
  readonly joins: readonly ExplainedJoin[];
  /**
   * The two are one person at any fixed threshold up to this one, by similarity alone, and two above
   * it; absent where no threshold from 0 joins them, or
   * in albums of many faces none near the threshold that was used.
   */
  readonly joinedUpTo?: number;
}

/** So many pairs are compared to find the closest. */
const MAX_PAIRS = 250_000;

/**
 * Explains two faces.
 *
 * @param rows The two, as rows of the candidates.
 * @param log The merges that were made, before constraints were applied.
 */
export async function explainFaces(
  decided: DecidedFaces,
  rows: readonly [number, number],
  log: MergeLog,
): Promise<Explanation> {
  const { candidates, clusters, members, threshold, blocks, constraints } = decided;
  const [a, b] = rows;
  const { ids, vectors } = candidates;
  const made = JoinTree.of(vectors.count, log);
  const whole = await joinTree(candidates, leastLevel(ids.length, threshold), blocks);
  const meeting = whole.meeting(a, b);
  const joinedFreely = clusters?.some((rows) => rows.includes(a) && rows.includes(b)) ?? false;
  const samePerson = members[a] !== undefined && members[a].person === members[b]?.person;
  const isMade = made.meeting(a, b) !== undefined;
  const decisive = decisiveConstraints(constraints, ids[a]!, ids[b]!, samePerson);
  return {
    faces: facesOf(decided, rows, samePerson),
    similarity: similarityOf(decided, a, b),
    samePerson,
    because: reasonOf(samePerson === joinedFreely, decisive.length > 0, !members[a] && !members[b]),
    constraints: decisive,
    threshold,
    joined: joinedFreely,
    made: isMade,
    joins: joinsOf(decided, isMade ? made : whole, rows),
    ...(meeting === undefined ? {} : { joinedUpTo: floor(whole.similarityOf(meeting)) }),
  };
}

function reasonOf(isAsFree: boolean, hasConstraints: boolean, isNobody: boolean): Explanation["because"] {
  if (isAsFree) return "similarity";
  if (hasConstraints) return "constraints";
  return isNobody ? "too few faces" : "names or constraints of other faces";
}

function facesOf(
  { candidates: { ids, vectors }, members }: DecidedFaces,
  [a, b]: readonly [number, number],
  samePerson: boolean,
): [ExplainedFace, ExplainedFace] {
  const portraits = [a, b].map((row) => {
    const person = members[row]?.person;
    const rows = [...members.keys()].filter(
      (other) => person !== undefined && members[other]?.person === person,
    );
    return person === undefined ? undefined : new Portrait(person, rows, vectors);
  });
  const describe = (row: number, own: Portrait | undefined, other: Portrait | undefined): ExplainedFace => ({
    face: ids[row]!,
    ...(own === undefined ? {} : { person: own.person }),
    faces: own?.rows.length ?? 1,
    ...(own === undefined || own.rows.length < 2 ? {} : { own: round(own.meanTo(row)) }),
    ...(samePerson || other === undefined ? {} : { other: round(other.meanTo(row)) }),
  });
  return [describe(a, portraits[0], portraits[1]), describe(b, portraits[1], portraits[0])];
}

/** The joins on the way from each face to where they meet, in the order in which they were made. */
function joinsOf(decided: DecidedFaces, tree: JoinTree, [a, b]: readonly [number, number]): ExplainedJoin[] {
  const meeting = tree.meeting(a, b);
  if (meeting === undefined) return [];
  const steps = (
    [
      ["first", a],
      ["second", b],
    ] as const
  ).flatMap(([side, face]) => {
    const path = tree.above(face);
    return path.slice(0, path.indexOf(meeting)).map((node, i) => ({ side, node, from: path[i - 1] ?? face }));
  });
  steps.sort((x, y) => x.node - y.node);
  const above = tree.above(a);
  const last = { side: "both" as const, node: meeting, from: above[above.indexOf(meeting) - 1] ?? a };
  return [...steps, last].map(({ side, node, from }) => {
    const [x, y] = tree.parts[node - tree.count]!;
    const [here, there] = [tree.facesOf(from), tree.facesOf(x === from ? y : x)];
    const closest = closestPair(decided, here, there);
    return {
      similarity: round(tree.similarityOf(node)),
      side,
      faces: here.length,
      joined: there.length,
      ...(closest && { closest }),
    };
  });
}

function closestPair(
  decided: DecidedFaces,
  here: readonly number[],
  there: readonly number[],
): ExplainedJoin["closest"] {
  if (here.length * there.length > MAX_PAIRS) return undefined;
  const { ids } = decided.candidates;
  let closest: ExplainedJoin["closest"];
  for (const a of here) {
    for (const b of there) {
      const similarity = similarityOf(decided, a, b);
      if (similarity > (closest?.similarity ?? -2)) closest = { faces: [ids[a]!, ids[b]!], similarity };
    }
  }
  return closest;
}

function similarityOf({ candidates: { vectors } }: DecidedFaces, a: number, b: number): number {
  const { data, dimension } = vectors;
  return round(dot(data, a * dimension, data, b * dimension, dimension));
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Down, so that the two are one person at what is said. */
function floor(value: number): number {
  return Math.floor(value * 1e6) / 1e6;
}
