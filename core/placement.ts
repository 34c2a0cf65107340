/**
 * Decides which photo goes into which folder under which name. Pure: the same photos give the
 * same plan whatever their order, and nothing is read or written.
 * @module
 */

import { DEFAULT_LAYOUT, type Layout, parseLayout } from "./layout.ts";
import { countFaces, type LedgerPhoto } from "./ledger_photo.ts";
import {
  type PlaceablePhoto,
  type PlacementPlan,
  SPECIAL_FOLDERS,
  type SpecialFolder,
} from "./placement_plan.ts";
import { PlanBuilder } from "./plan_builder.ts";

/** Which folders there are beside those of the persons. */
export interface PlacementRules {
  /** Photos with at least so many faces go to `group_photos` as well; 0: none do. */
  groupPhotos: number;
  /** Each person's folder also gets the photo with their best face, as `_representative`. */
  representative: boolean;
  /** Photos with faces, none of which has a person, go to `unknown`. */
  unknown: boolean;
  /** Photos without faces go to `no_faces`. */
  noFaces: boolean;
  /** Folders and names. Default: {@linkcode DEFAULT_LAYOUT}. */
  layout?: Layout;
}

/**
 * Plans the folders and files for photos. Equal contents share a file in each folder. Of
 * different contents with one name, the one with the lowest sha256 keeps the name and the others
 * get digits of their sha256. A person whose name had to be changed to be safe gets digits of
 * the name's sha256, so that two names never share a folder, not even over several runs.
 *
 * @example
 * ```ts
 * import { PhotoLedger, planPlacement } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const ledger = new PhotoLedger();
 * const sha256 = "1f3a9c02".repeat(8);
 * ledger.addFace({ kind: "face", faceId: "1f3a9c021f3a9c02-0", path: "a/b.jpg", sha256, person: "Ann" });
 * const photos = ledger.finish().flatMap((item) => ("kind" in item ? [] : [{ ...item, sha256 }]));
 * const rules = { groupPhotos: 4, representative: false, unknown: false, noFaces: false };
 * const [content] = planPlacement(photos, rules).contents;
 * assert.deepEqual(content?.files.map((file) => `${file.folder.name}/${file.name}`), ["Ann/b.jpg"]);
 * ```
 */
export function planPlacement(photos: readonly PlaceablePhoto[], rules: PlacementRules): PlacementPlan {
  const plan = new PlanBuilder(photos, rules.layout ?? parseLayout(DEFAULT_LAYOUT));
  photos.forEach((photo, index) => {
    for (const person of photo.persons.keys()) plan.placeWith(index, person);
    for (const name of specialFolders(photo, rules)) plan.placeAside(index, name);
  });
  if (rules.representative) plan.placeRepresentatives();
  return plan.finish();
}

function specialFolders(photo: LedgerPhoto, rules: PlacementRules): SpecialFolder[] {
  const faces = countFaces(photo);
  const names: SpecialFolder[] = [];
  if (faces === undefined) return names;
  if (rules.groupPhotos > 0 && faces >= rules.groupPhotos) names.push(SPECIAL_FOLDERS.groupPhotos);
  if (rules.unknown && faces > 0 && photo.persons.size === 0) names.push(SPECIAL_FOLDERS.unknown);
  if (rules.noFaces && faces === 0) names.push(SPECIAL_FOLDERS.noFaces);
  return names;
}
