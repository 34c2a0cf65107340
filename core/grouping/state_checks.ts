/**
 * Whether what is remembered of people fits this run.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import type { Candidates } from "./candidates.ts";
import type { RememberedPeople } from "./group_state.ts";
import type { PeopleSettings } from "./people_settings.ts";
import { settingsText } from "./remember.ts";

/**
 * Refuses to compare faces with people whom another embedder saw.
 *
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4.
 */
export function refuseOtherState(
  name: string,
  before: RememberedPeople,
  { embedder, vectors }: Candidates,
): void {
  const unnamed = "an embedder that is not named";
  let reason: string;
  if (before.embedder !== embedder) {
    reason = `its vectors come from ${before.embedder ?? unnamed}, those of the faces from ${embedder ?? unnamed}`;
  } else if (before.dimension !== vectors.dimension) {
    reason = `its vectors have ${before.dimension} numbers, those of the faces ${vectors.dimension}`;
  } else return;
  throw new FacepipeError("MALFORMED_REQUEST", `Cannot use state ${name}: ${reason}`, {
    exit: EXIT.malformedInput,
    param: "state",
  });
}

/** Says where people of earlier runs were grouped in another way than new faces are now. */
export function settingsNote(
  name: string,
  before: RememberedPeople,
  settings: PeopleSettings,
  note: (message: string) => void,
): void {
  const now = settingsText(settings.partition);
  if (settings.regroup || before.settings === now) return;
  note(
    `the people of ${name} were grouped with ${before.settings}, only new faces are with ${now}; --regroup groups all`,
  );
}
