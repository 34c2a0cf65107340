/**
 * The stage that says which person a face is, and meets new ones.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { itemFailure, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Stage } from "../records.ts";
import type { Documents } from "./document_stores.ts";
import type { PersonDocument, UserRef } from "./documents.ts";
import type { Threshold } from "./filters.ts";
import { formatId, type Uint64 } from "./ids.ts";

/** How {@linkcode identifyPersons} works. */
export interface IdentifyPersonsOptions {
  readonly documents: Documents;
  readonly user: UserRef;
  /** Name of a gallery that exists. */
  readonly gallery: string;
  readonly threshold?: Threshold;
  /** Add every face to the gallery, under a new person where it is like nobody's. */
  readonly create?: boolean;
}

/**
 * Adds `personId` and `person` (the person's name, or `person-` and its id) to every face that is
 * like a face of somebody. Faces go one by one, since each new one may be who the next one is.
 *
 * With `create` a face is added under an id that follows from its face id, so that a second run
 * adds nothing.
 */
export function identifyPersons(options: IdentifyPersonsOptions): Stage {
  return async function* (records) {
    for await (const record of records) {
      yield record.kind === "face" ? await identified(record, options) : record;
    }
  };
}

async function identified(face: Face, options: IdentifyPersonsOptions): Promise<FaceRecord> {
  try {
    const person = await lookUp(face, options);
    return person === undefined ? face : { ...face, ...namesOf(person) };
  } catch (thrown) {
    if (thrown instanceof FacepipeError && FATAL.has(thrown.code)) throw thrown;
    return itemFailure("person identify", thrown, itemOf(face));
  }
}

/** Errors that concern the store, not a face. */
const FATAL: ReadonlySet<string> = new Set(["GALLERY_NOT_FOUND", "STORAGE_ERROR", "AUTH_FAILED"]);

async function lookUp(
  face: Face,
  { documents: { persons }, user, gallery, threshold, create = false }: IdentifyPersonsOptions,
): Promise<PersonDocument | undefined> {
  const options = threshold === undefined ? {} : { threshold };
  if (create) return persons.meet(user, face, gallery, options);
  const [id] = await persons.identify(user, face, gallery, options);
  return id === undefined ? undefined : persons.findOne(user, { _id: id });
}

function namesOf({ _id, name }: PersonDocument): { personId: string; person: string } {
  return { personId: formatId(_id), person: name ?? `person-${formatId(_id as Uint64)}` };
}
