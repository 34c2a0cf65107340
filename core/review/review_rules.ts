/**
 * From a reviewed album to constraints.
 *
 * People who changed are written down whole: all of their faces as the same, and told apart from
 * each other. What grouping makes of that does not depend on which faces it takes for more alike.
 * @module
 */
import type { ConstraintRule } from "../grouping/constraints.ts";
import { isMadeUpName } from "../grouping/made_up_names.ts";
import { carriedRules } from "./carried_rules.ts";
import type { Review } from "./review.ts";

/** A person who has faces now. */
interface Group {
  readonly person: number;
  /** Ascending. */
  readonly faces: readonly string[];
  /** Those that were the person's before. */
  readonly residents: readonly string[];
  /** Who the faces were before. */
  readonly origins: ReadonlySet<number>;
  readonly name: string;
  readonly isRenamed: boolean;
  /** Whether faces came, or went to somebody else. */
  readonly isChanged: boolean;
}

/** The constraints under which grouping the album again gives what the review says, in a stable order. */
export function rulesOf(review: Review): ConstraintRule[] {
  const groups = groupsOf(review);
  const rules: ConstraintRule[] = carriedRules(review);
  for (const group of groups) rules.push(...ownRules(group));
  const changed = groups.filter(({ isChanged }) => isChanged);
  for (const [i, group] of changed.entries()) {
    for (const other of changed.slice(i + 1)) {
      if (haveCommon(group.origins, other.origins)) rules.push(apart(group.faces[0]!, other.faces[0]!));
    }
  }
  rules.push(...releaseRules(review, groups), ...pairRules(review));
  const ignored = [...review.ignored].map((face) => review.album.faces[face]!.id).sort();
  if (ignored.length > 0) rules.push({ type: "ignore", faces: ignored });
  return rules;
}

function groupsOf(review: Review): Group[] {
  const { album, people } = review;
  const members = review.members();
  const left = new Set(
    album.faces.flatMap(({ person }, face) => {
      const isElsewhere = person >= 0 && review.personOf(face) !== person && !review.ignored.has(face);
      return isElsewhere ? [person] : [];
    }),
  );
  return people.flatMap(({ name, origin }, person): Group[] => {
    const faces = members[person]!;
    if (faces.length === 0) return [];
    const residents = faces.filter((face) => album.faces[face]!.person === origin);
    return [
      {
        person,
        faces: idsOf(review, faces),
        residents: idsOf(review, residents),
        origins: new Set(faces.map((face) => album.faces[face]!.person).filter((from) => from >= 0)),
        name,
        isRenamed: origin === undefined || album.people[origin] !== name,
        isChanged: residents.length < faces.length || (origin !== undefined && left.has(origin)),
      },
    ];
  });
}

/** What is said of a person and no other. */
function ownRules({ faces, residents, name, isRenamed, isChanged }: Group): ConstraintRule[] {
  const rules: ConstraintRule[] = [];
  if (isChanged && faces.length > 1) rules.push({ type: "same", faces });
  // A name goes to whom a face is taken for, so newcomers must not be given it themselves.
  if ((isRenamed || isChanged) && !isMadeUpName(name)) {
    rules.push({ type: "name", faces: residents.length > 0 ? residents : faces, name });
  }
  return rules;
}

/** Faces that were released are told apart from those whom they were taken from. */
function releaseRules(review: Review, groups: readonly Group[]): ConstraintRule[] {
  const groupOf = new Map(groups.map((group) => [group.person, group]));
  const released = [...review.released].sort(([a], [b]) => a - b);
  return released.flatMap(([face, people]) => {
    const { id } = review.album.faces[face]!;
    return [...people].flatMap((person) => {
      const group = groupOf.get(person);
      return group === undefined ? [] : [apart(id, group.faces[0]!)];
    });
  });
}

/** What was said of two faces, unless it was overtaken by what was said of people since. */
function pairRules(review: Review): ConstraintRule[] {
  return review.pairs.flatMap(({ same, faces: [a, b] }): ConstraintRule[] => {
    const [personA, personB] = [review.personOf(a), review.personOf(b)];
    if (personA < 0 || personB < 0 || same !== (personA === personB)) return [];
    const faces = idsOf(review, [a, b]);
    return [{ type: same ? "same" : "different", faces }];
  });
}

function apart(a: string, b: string): ConstraintRule {
  return { type: "different", faces: [a, b].sort() };
}

function haveCommon(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return [...a].some((item) => b.has(item));
}

function idsOf({ album }: Review, faces: readonly number[]): string[] {
  return faces.map((face) => album.faces[face]!.id).sort();
}
