/**
 * From a reviewed album to constraints.
 *
 * People who changed are written down whole: all of their faces as the same, and told apart from
 * each other. What grouping makes of that does not depend on which faces it takes for more alike.
 * @module
 */
import type { ConstraintRule } from "../grouping/constraints.ts";
import { isMadeUpName } from "../grouping/made_up_names.ts";
import { UnionFind } from "../grouping/union_find.ts";
import type { ReviewAlbum } from "./album.ts";
import { carriedRules } from "./carried_rules.ts";
import type { Review } from "./review.ts";

/** A person who has faces now. */
interface Group {
  readonly person: number;
  /** Ascending. */
  readonly faces: readonly string[];
  /** Those that were the person's before. */
  readonly residents: readonly string[];
  /** Whom grouping may take the faces for before it looks at constraints. */
  readonly origins: ReadonlySet<number>;
  readonly name: string;
  readonly isRenamed: boolean;
  /** Whether faces came, or went to somebody else. */
  readonly isChanged: boolean;
  /** Whether earlier corrections speak of a face. */
  readonly isKnown: boolean;
  /** Whether a face was ignored before: nobody knows whom grouping takes it for. */
  readonly wasIgnored: boolean;
}

/** The constraints under which grouping the album again gives what the review says, in a stable order. */
export function rulesOf(review: Review): ConstraintRule[] {
  const groups = groupsOf(review);
  const rules: ConstraintRule[] = carriedRules(review);
  for (const group of groups) rules.push(...ownRules(group));
  rules.push(...apartRules(groups));
  rules.push(...releaseRules(review, groups), ...pairRules(review));
  const ignored = [...review.ignored].map((face) => review.album.faces[face]!.id).sort();
  if (ignored.length > 0) rules.push({ type: "ignore", faces: ignored });
  return rules;
}

/** People who changed are told apart from whoever they might be taken for. */
function apartRules(groups: readonly Group[]): ConstraintRule[] {
  return groups.flatMap((group, i) =>
    groups
      .slice(i + 1)
      .filter((other) => mayBeConfused(group, other))
      .map((other) => apart(group.faces[0]!, other.faces[0]!)),
  );
}

function mayBeConfused(a: Group, b: Group): boolean {
  if (a.wasIgnored || b.wasIgnored) return true;
  if (!(a.isChanged || b.isChanged)) return false;
  return [a, b].every(({ isChanged, isKnown }) => isChanged || isKnown) && haveCommon(a.origins, b.origins);
}

function groupsOf(review: Review): Group[] {
  const { album, people } = review;
  const { originOf, isKnown, wasIgnored } = originsIn(album);
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
        origins: new Set(faces.map(originOf)),
        name,
        isRenamed: origin === undefined || album.people[origin] !== name,
        isChanged: residents.length < faces.length || (origin !== undefined && left.has(origin)),
        isKnown: faces.some(isKnown),
        wasIgnored: faces.some(wasIgnored),
      },
    ];
  });
}

/**
 * Faces that may be one person to grouping before it looks at constraints have one origin: those of
 * one person of the album, and those that earlier corrections brought together or parted.
 */
function originsIn({ faces, constraints }: ReviewAlbum) {
  const placeOf = new Map(faces.map(({ id }, face) => [id, face]));
  const origins = new UnionFind(faces.length);
  const known = new Set<number>();
  const ignored = new Set<number>();
  const firsts = new Map<number, number>();
  for (const [face, { person }] of faces.entries()) {
    if (person >= 0) origins.unite(face, firsts.get(person) ?? face);
    if (!firsts.has(person)) firsts.set(person, face);
  }
  for (const rule of constraints) {
    const places = rule.faces.flatMap((id) => placeOf.get(id) ?? []);
    for (const face of places) {
      if (rule.type === "ignore") {
        ignored.add(face);
        continue;
      }
      known.add(face);
      origins.unite(face, places[0]!);
    }
  }
  return {
    originOf: (face: number) => origins.find(face),
    isKnown: (face: number) => known.has(face),
    wasIgnored: (face: number) => ignored.has(face),
  };
}

/** What is said of a person and no other. */
function ownRules({ faces, residents, name, isRenamed, isChanged, isKnown }: Group): ConstraintRule[] {
  const rules: ConstraintRule[] = [];
  if ((isChanged || isKnown) && faces.length > 1) rules.push({ type: "same", faces });
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
