/**
 * Decides who is who with what earlier runs left.
 * @module
 */
import { adaptiveBlocks } from "./adaptive_blocks.ts";
import type { Candidates } from "./candidates.ts";
import { type Decision, decidePeople } from "./decide_people.ts";
import type { RememberedPeople } from "./group_state.ts";
import type { InsightOptions } from "./insight_options.ts";
import { type NeighborOptions, openNeighbors } from "./neighbors.ts";
import type { Membership } from "./people.ts";
import type { PeopleOptions, PeopleSettings } from "./people_settings.ts";
import { refuseOtherState, settingsNote } from "./state_checks.ts";

/** Whose each face is; where there is a state, what it remembers counts, and it remembers the result. */
export async function decideRemembering(
  candidates: Candidates,
  settings: PeopleSettings,
  options: NeighborOptions & PeopleOptions & InsightOptions,
): Promise<readonly (Membership | undefined)[]> {
  const { state, constraints = [], inspect, note = () => {} } = options;
  const decide = async (before: RememberedPeople | undefined): Promise<Decision> => {
    const isAnew = before === undefined || settings.regroup;
    // New faces are compared with each other and with the means of people, for which there is no index.
    if (!isAnew) options.onNeighbors?.("exact", candidates.vectors.count);
    const blocks = isAnew
      ? await openNeighbors(candidates.vectors, options)
      : adaptiveBlocks(options.openBlocks);
    try {
      const decision = await decidePeople(candidates, before, settings, blocks, note);
      await inspect?.({ candidates, ...decision, constraints, blocks });
      return decision;
    } finally {
      await blocks.close();
    }
  };
  if (state === undefined || candidates.vectors.count === 0) return (await decide(undefined)).members;
  let members: readonly (Membership | undefined)[] = [];
  await state.update(async (before) => {
    if (before !== undefined) {
      refuseOtherState(state.name, before, candidates);
      settingsNote(state.name, before, settings, note);
    }
    const decision = await decide(before);
    members = decision.members;
    return decision.people;
  });
  return members;
}
