/**
 * An explanation of two faces in sentences.
 * @module
 */

import type { Constraint, ExplainedFace, ExplainedJoin, Explanation } from "../core/mod.ts";
import { counted } from "../core/mod.ts";

/** So many joins of each side are shown, the last ones. */
const SHOWN = 4;

/**
 * What to print for people.
 *
 * @param paths The photo of each face, where it is known.
 */
export function explanationText(explanation: Explanation, paths: ReadonlyMap<string, string>): string {
  const { faces, similarity } = explanation;
  const lines = [
    verdict(explanation),
    "",
    ...faces.map((face) => faceLine(face, paths)),
    `The two faces: similarity ${digits(similarity)}`,
    "",
    ...constraintLines(explanation),
    ...joinLines(explanation),
    thresholdLine(explanation),
  ];
  return `${lines.join("\n")}\n`;
}

function verdict({ samePerson, faces: [first, second], because }: Explanation): string {
  const by = because === "similarity" ? "" : `, because of ${because}`;
  if (because === "too few faces") return "Nobody: alike, but of a person with too few faces (--min-faces).";
  if (samePerson) return `One person, ${first.person}${by}.`;
  const [a, b] = [first, second].map(({ person }) => person ?? "nobody");
  return `Two people, ${a} and ${b}${by}.`;
}

function faceLine(
  { face, person, faces, own, other }: ExplainedFace,
  paths: ReadonlyMap<string, string>,
): string {
  const where = paths.has(face) ? ` in ${paths.get(face)}` : "";
  const whose = person === undefined ? "nobody" : `${person}, ${counted(faces, "face")}`;
  const fits = own === undefined ? "" : `; similarity to the others ${digits(own)}`;
  const strangers = other === undefined ? "" : `; to the other person ${digits(other)}`;
  return `${face}${where}: ${whose}${fits}${strangers}`;
}

function constraintLines({ constraints, because }: Explanation): string[] {
  if (constraints.length === 0) return [];
  const title = because === "similarity" ? "Constraints say so too:" : "Constraints decided:";
  return [title, ...constraints.map((line) => `  ${constraintText(line)}`), ""];
}

function constraintText({ type, faces, at, ...rest }: Constraint): string {
  const name = "name" in rest ? ` ${rest.name}` : "";
  const shown = faces.length > 2 ? `${faces[0]} and ${faces.length - 1} more` : faces.join(" ");
  return `line ${at.line} of ${at.file}: ${type}${name}, ${shown}`;
}

function joinLines(explanation: Explanation): string[] {
  const { joins } = explanation;
  const last = joins.at(-1);
  if (last === undefined) return [];
  const [first, second] = (["first", "second"] as const).map((side) => sideLines(joins, side, explanation));
  return [joinsTitle(explanation), ...first!, ...second!, joinText(last, "the two groups"), ""];
}

function joinsTitle({ joined, made, samePerson, threshold }: Explanation): string {
  if (joined && !made) return "Plain average linkage would bring them together by these joins:";
  if (joined && samePerson) return "The joins that brought them together:";
  if (joined) return "By similarity alone, these joins bring them together:";
  return `No join brought them together; the last of these would, below the threshold of ${digits(threshold)}:`;
}

/** The last joins of one side, which are the weakest. */
function sideLines(
  joins: readonly ExplainedJoin[],
  side: "first" | "second",
  { faces: [first, second] }: Explanation,
): string[] {
  const own = joins.filter((join) => join.side === side);
  const face = side === "first" ? first.face : second.face;
  const hidden = own.length - SHOWN;
  const more =
    hidden > 0
      ? [`  ${counted(hidden, "join")} of ${face} before, at ${digits(own[hidden - 1]!.similarity)} or more`]
      : [];
  return [...more, ...own.slice(-SHOWN).map((join) => joinText(join, face))];
}

function joinText({ similarity, faces, joined, closest }: ExplainedJoin, who: string): string {
  const group = faces > 1 && who !== "the two groups" ? ` and ${counted(faces - 1, "other")}` : "";
  const what =
    who === "the two groups"
      ? `${counted(faces, "face")} with ${counted(joined, "face")}`
      : `${who}${group} with ${counted(joined, "face")}`;
  const isPair = faces === 1 && joined === 1;
  const best =
    closest === undefined || isPair
      ? ""
      : `; closest ${closest.faces.join(" and ")}, ${digits(closest.similarity)}`;
  return `  ${digits(similarity)}  ${what}${best}`;
}

function thresholdLine({ joinedUpTo }: Explanation): string {
  if (joinedUpTo === undefined) return "By similarity alone, no fixed threshold joins them.";
  return `By similarity alone, they are one person at any fixed --threshold up to ${digits(joinedUpTo, 4)}, and two above.`;
}

function digits(value: number, places = 3): string {
  const factor = 10 ** places;
  return (Math.floor(value * factor) / factor).toFixed(places);
}
