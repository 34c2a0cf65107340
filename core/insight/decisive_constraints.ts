/**
 * Finds the constraints that say something about two faces.
 * @module
 */
import type { Constraint } from "../grouping/constraints.ts";
import { faceNode, Joins } from "../grouping/joins.ts";

/**
 * The constraints that make two faces one person, or keep them from it. They must not contradict
 * each other.
 *
 * @param samePerson Which of the two is to be explained.
 */
export function decisiveConstraints(
  constraints: readonly Constraint[],
  a: string,
  b: string,
  samePerson: boolean,
): Constraint[] {
  const joins = new Joins();
  for (const line of constraints) if (line.type === "same" || line.type === "name") joins.add(line);
  const [x, y] = [joins.find(faceNode(a)), joins.find(faceNode(b))];
  if (samePerson) return x === y ? joins.path(faceNode(a), faceNode(b)) : [];
  const ignored = constraints.filter(
    ({ type, faces }) => type === "ignore" && (faces.includes(a) || faces.includes(b)),
  );
  if (ignored.length > 0) return ignored;
  const isOf = (face: string, set: string) => joins.find(faceNode(face)) === set;
  const parting = constraints.find(({ type, faces: [one = "", other = ""] }) => {
    if (type !== "different") return false;
    return (isOf(one, x) && isOf(other, y)) || (isOf(one, y) && isOf(other, x));
  });
  if (parting === undefined) return [...namesOf(constraints, joins, x), ...namesOf(constraints, joins, y)];
  const [one = "", other = ""] = parting.faces;
  const [toA, toB] = isOf(one, x) ? [one, other] : [other, one];
  return [...path(joins, a, toA), parting, ...path(joins, b, toB)];
}

function path(joins: Joins, from: string, to: string): Constraint[] {
  return from === to ? [] : joins.path(faceNode(from), faceNode(to));
}

/** The first line that names a set of faces. */
function namesOf(constraints: readonly Constraint[], joins: Joins, set: string): Constraint[] {
  const name = constraints.find(
    ({ type, faces }) => type === "name" && faces.some((face) => joins.find(faceNode(face)) === set),
  );
  return name === undefined ? [] : [name];
}
