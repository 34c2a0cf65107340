/**
 * The stage that says which person a face is, and meets new ones.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { itemFailure, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Stage } from "../records.ts";
import type { Documents } from "./document_stores.ts";
import type { PersonDocument, UserRef } from "./documents.ts";
import { stableId } from "./face_records.ts";
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
    const { create = false } = options;
    const person = create ? await meet(face, options) : await lookUp(face, options);
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
  { documents, user, gallery, threshold }: IdentifyPersonsOptions,
): Promise<PersonDocument | undefined> {
  const [id] = await documents.persons.identify(
    user,
    face,
    gallery,
    threshold === undefined ? {} : { threshold },
  );
  return id === undefined ? undefined : documents.persons.findOne(user, { _id: id });
}

/** The person of a face that is in the gallery afterwards. */
async function meet(
  face: Face,
  { documents, user, gallery, threshold }: IdentifyPersonsOptions,
): Promise<PersonDocument | undefined> {
  const { faces, persons } = documents;
  const _id = stableId(face.faceId);
  let document = await faces.findOne(user, { _id });
  document ??= await faces.add(user, { ...faces.fromExtractionFace(face), _id });
  let person = document.personId;
  if (person === undefined) {
    const search = { create: true, ...(threshold !== undefined && { threshold }) };
    [person] = await persons.identify(user, document, gallery, search);
    document = (await faces.findOne(user, { _id })) ?? document;
  }
  if (!document.galleries.includes(gallery)) await faces.addToGalleries(user, document, [gallery]);
  return person === undefined ? undefined : persons.findOne(user, { _id: person });
}

function namesOf({ _id, name }: PersonDocument): { personId: string; person: string } {
  return { personId: formatId(_id), person: name ?? `person-${formatId(_id as Uint64)}` };
}
