/**
 * Finds constraints that cannot all be true.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import type { Constraint } from "./constraints.ts";
import { faceNode, type Joins, nameNode } from "./joins.ts";

/** How many lines an explanation names. */
const SHOWN_LINES = 6;

/** Puts a contradiction into words; only called for the one that is shown. */
type Explanation = () => string;

/**
 * Refuses constraints that contradict each other, through chains as well.
 *
 * @param joins All that the constraints join.
 * @throws {FacepipeError} BAD_PARAM, exit 2, naming file and line of every constraint involved.
 */
export function refuseContradictions(constraints: readonly Constraint[], joins: Joins): void {
  const found = [
    ...twoNames(constraints, joins),
    ...partedAndJoined(constraints, joins),
    ...ignoredAndWanted(constraints),
  ];
  if (found.length === 0) return;
  const rest = found.length - 1;
  const more =
    rest === 0 ? "" : `; there ${rest === 1 ? "is 1 more contradiction" : `are ${rest} more contradictions`}`;
  const message = `Cannot apply the constraints: ${found[0]!()}${more}`;
  throw new FacepipeError("BAD_PARAM", message, { exit: EXIT.usage, param: "constraints" });
}

/** Faces that have to be one person and have two names. */
function* twoNames(constraints: readonly Constraint[], joins: Joins): Iterable<Explanation> {
  const firstOf = new Map<string, Constraint & { type: "name" }>();
  const told = new Set<string>();
  for (const line of constraints) {
    if (line.type !== "name") continue;
    const set = joins.find(nameNode(line.name));
    const first = firstOf.get(set) ?? line;
    firstOf.set(set, first);
    if (first.name === line.name || told.has(line.name)) continue;
    told.add(line.name);
    yield () => {
      const lines = joins.path(nameNode(first.name), nameNode(line.name));
      return `${places(lines)} make one person of ${quoted(first.name)} and ${quoted(line.name)}`;
    };
  }
}

/** Faces that have to be two people and one. */
function* partedAndJoined(constraints: readonly Constraint[], joins: Joins): Iterable<Explanation> {
  for (const line of constraints) {
    if (line.type !== "different") continue;
    const [a, b] = line.faces as [string, string];
    if (joins.find(faceNode(a)) !== joins.find(faceNode(b))) continue;
    yield () => {
      const lines = joins.path(faceNode(a), faceNode(b));
      const verb = lines.length === 1 ? "makes" : "make";
      return `${places([line])} makes ${a} and ${b} different people, but ${places(lines)} ${verb} them one`;
    };
  }
}

/** Faces that belong to nobody and to somebody. */
function* ignoredAndWanted(constraints: readonly Constraint[]): Iterable<Explanation> {
  const ignored = new Map<string, Constraint>();
  for (const line of constraints) {
    if (line.type === "ignore") for (const face of line.faces) ignored.set(face, line);
  }
  for (const line of constraints) {
    if (line.type !== "same" && line.type !== "name") continue;
    for (const face of line.faces) {
      const other = ignored.get(face);
      if (other === undefined) continue;
      const says = line.type === "same" ? "gives it the person of other faces" : "gives it a name";
      yield () => `${places([other])} ignores ${face}, but ${places([line])} ${says}`;
    }
  }
}

/** Lines as people find them: `line 3 of a.ndjson`, `lines 3 and 7 of a.ndjson and line 1 of b.csv`. */
function places(lines: readonly Constraint[]): string {
  const files = new Map<string, number[]>();
  for (const { at } of lines.slice(0, SHOWN_LINES)) {
    files.set(
      at.file,
      [...(files.get(at.file) ?? []), at.line].sort((a, b) => a - b),
    );
  }
  const parts = [...files].map(([file, numbers]) => {
    return `${numbers.length === 1 ? "line" : "lines"} ${listed(numbers)} of ${file}`;
  });
  return `${listed(parts)}${lines.length > SHOWN_LINES ? " and more" : ""}`;
}

function listed(items: readonly (string | number)[]): string {
  if (items.length < 2) return String(items[0] ?? "");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
