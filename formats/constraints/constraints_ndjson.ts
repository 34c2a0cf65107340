/**
 * Constraints as one JSON object a line.
 * @module
 */
import { type Constraint, constraintRule } from "../../core/mod.ts";
import { constraintError } from "./constraint_error.ts";

/**
 * The constraints of a text. Empty lines are skipped, and fields that are not known.
 *
 * @throws {FacepipeError} exit 2 naming the line that does not follow the format.
 */
export function constraintsOfNdjson(file: string, text: string): Constraint[] {
  const constraints: Constraint[] = [];
  for (const [i, content] of text.split("\n").entries()) {
    if (content.trim() === "") continue;
    const line = i + 1;
    const rule = ruleOf(content);
    if (typeof rule === "string") throw constraintError(file, `line ${line}`, rule);
    constraints.push({ ...rule, at: { file, line } });
  }
  return constraints;
}

function ruleOf(content: string): ReturnType<typeof constraintRule> {
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    return "not valid JSON";
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return "expected an object";
  const { type, faces, name } = raw as Record<string, unknown>;
  if (!Array.isArray(faces) || !faces.every((face) => typeof face === "string")) {
    return "expected a list of face ids in field faces";
  }
  if (name !== undefined && typeof name !== "string") return "expected text in field name";
  return constraintRule(type, faces, name);
}
