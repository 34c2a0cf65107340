/**
 * The suite that every gallery store passes: SQLite, Postgres, shards.
 * @module
 */
import { after, before, describe } from "node:test";
import { clientTests } from "./client_tests.ts";
import { detectionTests } from "./detection_tests.ts";
import { documentTests } from "./document_tests.ts";
import { driverTests } from "./driver_tests.ts";
import { faceTests } from "./face_tests.ts";
import { filterTests } from "./filter_tests.ts";
import { forgettingTests } from "./forgetting_tests.ts";
import { isolationTests } from "./isolation_tests.ts";
import { pagingTests } from "./paging_tests.ts";
import { personTests } from "./person_tests.ts";
import { userTests } from "./user_tests.ts";
import { type NewPlace, openWorld, type World } from "./world.ts";

/** Tests of one part, in a world that is open when they run. */
export type Part = (world: () => World) => void;

const PARTS: Readonly<Record<string, Part>> = {
  driver: driverTests,
  client: clientTests,
  filters: filterTests,
  paging: pagingTests,
  detections: detectionTests,
  users: userTests,
  documents: documentTests,
  faces: faceTests,
  persons: personTests,
  isolation: isolationTests,
  forgetting: forgettingTests,
};

/**
 * Declares the tests of all parts for a kind of store.
 *
 * @param name Of the store, for the report.
 * @param newPlace Makes an empty place; each part gets one.
 */
export function gallerySuite(name: string, newPlace: NewPlace): void {
  for (const [part, declare] of Object.entries(PARTS)) {
    describe(`${name}: ${part}`, () => {
      let world: World;
      before(async () => {
        world = await openWorld(newPlace);
      });
      after(() => world?.close());
      declare(() => world);
    });
  }
}
