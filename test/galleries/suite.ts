/**
 * The suite that every gallery store passes: SQLite, Postgres, shards.
 * @module
 */
import { after, before, describe } from "node:test";
import { overHttp } from "../tools/galleries_server.ts";
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
import { type NewPlace, openWorld, type Through, type World } from "./world.ts";

/** Tests of one part, in a world that is open when they run. */
export type Part = (world: () => World) => void;

const PARTS = {
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
} as const satisfies Readonly<Record<string, Part>>;

/** Parts that go through clients. */
const CLIENT_PARTS = ["client", "filters", "paging", "detections", "isolation"] as const;

/** Declares the tests of all that clients do, over HTTP. */
export function serverSuite(name: string, newPlace: NewPlace): void {
  for (const part of CLIENT_PARTS) declarePart(`${name} over HTTP: ${part}`, PARTS[part], newPlace, overHttp);
}

/**
 * Declares the tests of all parts for a kind of store.
 *
 * @param name Of the store, for the report.
 * @param newPlace Makes an empty place; each part gets one.
 */
export function gallerySuite(name: string, newPlace: NewPlace): void {
  for (const [part, declare] of Object.entries(PARTS)) declarePart(`${name}: ${part}`, declare, newPlace);
}

function declarePart(name: string, declare: Part, newPlace: NewPlace, through?: Through): void {
  describe(name, () => {
    let world: World;
    before(async () => {
      world = await openWorld(newPlace, through);
    });
    after(() => world?.close());
    declare(() => world);
  });
}
