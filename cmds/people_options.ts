/**
 * Options for what grouping knows of people besides their faces, and their way to the stage.
 * @module
 */
import { type InsightOptions, type PeopleOptions, type Stage, usageError } from "../core/mod.ts";
import type { Context } from "./command.ts";
import { STORE_OPTIONS } from "./gallery/store_options.ts";
import { type GroupingArgs, openGrouping } from "./group_options.ts";
import type { Options, ValuesOf } from "./option.ts";

/** Corrections, people of earlier runs, known people. */
export const PEOPLE_OPTIONS = {
  constraints: {
    type: "strings",
    value: "file",
    describe:
      "File of corrections by face id (same, different, name, ignore), as NDJSON or CSV; may be given several times",
  },
  state: {
    type: "string",
    value: "file",
    describe:
      "File that keeps people and their ids from run to run; holds biometric data. Only faces that it does not know are grouped, and faces that are not in the input stay known",
  },
  regroup: {
    type: "boolean",
    describe: "With --state: group all faces anew; people keep their ids by the faces they share",
  },
  forget: { type: "boolean", describe: "With --state: forget faces that are not in the input" },
  known: {
    type: "string",
    value: "file",
    describe:
      "File of faces with person and embedding, NDJSON or Arrow, or else a gallery: people like these get their names",
  },
  db: STORE_OPTIONS.db,
  "min-faces": {
    type: "number",
    integer: true,
    min: 1,
    default: 1,
    describe:
      "People with fewer faces, and without a name, count as nobody: place puts photos of nobody nowhere, or into unknown with --unknown",
  },
} as const satisfies Options;

type Args = GroupingArgs & ValuesOf<typeof PEOPLE_OPTIONS>;

/**
 * The grouping stage that the options ask for.
 *
 * @param insight For whoever wants to look into the grouping.
 */
export async function openPeopleGrouping(
  args: Args,
  context: Context,
  insight: InsightOptions = {},
): Promise<Stage> {
  return openGrouping(args, context, { ...(await openPeople(args, context)), ...insight });
}

async function openPeople(
  { constraints, state, regroup, forget, known, db, minFaces }: Args,
  context: Context,
): Promise<PeopleOptions> {
  for (const [flag, given] of Object.entries({ regroup, forget })) {
    if (given && state === undefined) throw usageError(`--${flag}`, undefined, "it needs --state");
  }
  const common = { regroup, forget, minFaces };
  if (constraints.length === 0 && state === undefined && known === undefined) return common;
  const formats = await import("../formats/mod.ts");
  return {
    ...common,
    constraints: (await Promise.all(constraints.map(formats.readConstraints))).flat(),
    ...(state === undefined ? {} : { state: await formats.openGroupState(state, context.note) }),
    ...(known === undefined ? {} : { known: await openKnown(known, db, context) }),
  };
}

async function openKnown(known: string, db: readonly string[], context: Context) {
  const { openKnownPeople } = await import("./known_people.ts");
  return openKnownPeople(known, db, context);
}
