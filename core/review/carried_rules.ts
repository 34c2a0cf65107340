/**
 * Corrections of earlier rounds, as far as the review does not contradict them.
 * @module
 */
import type { ConstraintRule } from "../grouping/constraints.ts";
import type { Review } from "./review.ts";

/**
 * The constraints that the album was grouped with, without what was changed since: faces that are
 * with somebody else now are taken out of what kept them together, and people who are one now are
 * told apart no more. Faces that are not in the album stay as they are.
 */
export function carriedRules(review: Review): ConstraintRule[] {
  const placeOf = new Map(review.album.faces.map(({ id }, face) => [id, face]));
  /** The person of a face, or undefined where it is not in the album. */
  const personOf = (id: string): number | undefined => {
    const face = placeOf.get(id);
    return face === undefined ? undefined : review.personOf(face);
  };
  return review.album.constraints.flatMap((rule) => {
    if (rule.type === "name") return kept(rule, (id) => hasName(review, personOf(id), rule.name));
    if (rule.type === "ignore") return kept(rule, (id) => (personOf(id) ?? -1) < 0);
    if (rule.type === "same") return sameRules(rule, personOf);
    const [a, b] = rule.faces.map(personOf);
    return a === undefined || a !== b || a < 0 ? [rule] : [];
  });
}

function hasName({ people }: Review, person: number | undefined, name: string): boolean {
  return person === undefined || people[person]?.name === name;
}

/** The rule for those of its faces for which it still holds. */
function kept(rule: ConstraintRule, holds: (id: string) => boolean): ConstraintRule[] {
  const faces = rule.faces.filter(holds);
  return faces.length === 0 ? [] : [{ ...rule, faces }];
}

/** The rule for each person whom its faces are now; faces that are not in the album go with the most. */
function sameRules(rule: ConstraintRule, personOf: (id: string) => number | undefined): ConstraintRule[] {
  const parts = new Map<number, string[]>();
  for (const id of rule.faces) {
    const person = personOf(id);
    if (person === undefined || person < 0) continue;
    parts.set(person, [...(parts.get(person) ?? []), id]);
  }
  const lists = [...parts.values()].sort((a, b) => b.length - a.length);
  const absent = rule.faces.filter((id) => personOf(id) === undefined);
  lists[0] = [...(lists[0] ?? []), ...absent];
  return lists.filter((faces) => faces.length > 1).map((faces) => ({ ...rule, faces }));
}
