/**
 * The store of persons.
 *
 * A person that was merged into another one stays as a pointer to it, so that a merge is done at
 * once and its ids stay valid; the faces follow.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import { RULES } from "./collections.ts";
import { DocumentCollection } from "./document_collection.ts";
import type { DocumentContext } from "./document_context.ts";
import type {
  FriendRule,
  NewFaceDocument,
  PersonMeetOptions,
  PersonSearchOptions,
  PersonStore,
} from "./document_stores.ts";
import type { FaceDocument, PersonDocument, UserRef } from "./documents.ts";
import { stableId } from "./face_records.ts";
import type { Faces } from "./faces.ts";
import { isFamiliar, sightings } from "./friends.ts";
import { removeEntry } from "./gallery_entries.ts";
import { formatId, parseId, type Uint64 } from "./ids.ts";
import { facesOfPerson, setEntryPerson } from "./person_entries.ts";
import { StoreTurns } from "./store_turns.ts";

/** How often an id that turns out to be taken is made anew. */
const REGENERATE_ATTEMPTS = 3;

/** Similar faces that are looked at to find the persons they belong to. */
const LOOKED_AT = 100;

const MAX_NAME = 500;

/** Persons. */
export class Persons extends DocumentCollection<PersonDocument> implements PersonStore {
  readonly #faces: Faces;
  /** A turn for each owner and gallery where somebody may make a person. */
  readonly #turns: StoreTurns;

  constructor(context: DocumentContext, faces: Faces) {
    super(context, RULES.persons);
    this.#faces = faces;
    this.#turns = new StoreTurns(context.store);
  }

  async add(user: UserRef, { name }: { name?: string } = {}): Promise<PersonDocument> {
    const owner = await this.ownerOf(user);
    for (let attempt = 0; ; attempt++) {
      const _id = parseId(await this.context.newId(), "_id");
      const createdAt = this.context.now().toISOString();
      const document = { _id, owner, hidden: false, createdAt, ...(name === undefined ? {} : { name }) };
      if (await this.insert(document)) return document;
      if (attempt >= REGENERATE_ATTEMPTS)
        throw new FacepipeError("CONFLICT", `Cannot add person ${formatId(_id)}: the id is taken`);
    }
  }

  async identify(
    user: UserRef,
    face: FaceDocument | NewFaceDocument | Face,
    gallery: string,
    options: PersonSearchOptions = {},
  ): Promise<Uint64[]> {
    const owner = await this.ownerOf(user);
    if (!options.create) return this.#identify(owner, face, gallery, options);
    return this.#turns.take(placeOf(owner, gallery), () => this.#identify(owner, face, gallery, options));
  }

  async meet(
    user: UserRef,
    face: Face,
    gallery: string,
    options: PersonMeetOptions = {},
  ): Promise<PersonDocument | undefined> {
    const owner = await this.ownerOf(user);
    const _id = stableId(face.faceId);
    const known = await this.#faces.findOne(owner, { _id });
    // One by one: of several faces of somebody new, the first makes the person that the others are.
    const met = isMet(known, gallery)
      ? known
      : await this.#turns.take(placeOf(owner, gallery), () => this.#meet(owner, face, _id, gallery, options));
    return met.personId === undefined ? undefined : this.findOne(owner, { _id: met.personId });
  }

  /** The document of a face, which has a person and is in the gallery afterwards. */
  async #meet(
    owner: string,
    face: Face,
    _id: Uint64,
    gallery: string,
    options: PersonMeetOptions,
  ): Promise<FaceDocument> {
    const faces = this.#faces;
    let document = await faces.findOne(owner, { _id });
    document ??= await faces.add(owner, { ...faces.fromExtractionFace(face), _id });
    if (document.personId === undefined) {
      await this.#identify(owner, document, gallery, { ...options, create: true });
      document = (await faces.findOne(owner, { _id })) ?? document;
    }
    if (!document.galleries.includes(gallery)) await faces.addToGalleries(owner, document, [gallery]);
    return document;
  }

  async #identify(
    owner: string,
    face: FaceDocument | NewFaceDocument | Face,
    gallery: string,
    options: PersonSearchOptions,
  ): Promise<Uint64[]> {
    const { create = false, ...search } = options;
    const found = await this.#faces.identify(owner, gallery, face, { limit: LOOKED_AT, ...search });
    const own = "_id" in face ? face._id : undefined;
    const matches = found.matches.filter(({ id, face: document }) => !document || id !== own);
    const persons = new Set<Uint64>();
    for (const { entry } of matches) {
      const person = entry.person === undefined ? undefined : await this.#find(owner, entry.person);
      if (person && !person.mergedInto) persons.add(person._id);
    }
    if (!create) return [...persons];
    const [first = (await this.add(owner))._id] = persons;
    const [nearest] = matches;
    // The nearest face is of the same person, and nobody had said whose it is.
    if (persons.size === 0 && nearest) await this.#claim(owner, gallery, nearest, first);
    if (own !== undefined && "owner" in face) await this.assign(owner, face, first);
    return persons.size > 0 ? [...persons] : [first];
  }

  async assign(user: UserRef, face: FaceDocument, person: Uint64 | undefined): Promise<FaceDocument> {
    const owner = await this.ownerOf(user);
    const known = person === undefined ? undefined : await this.#current(owner, person);
    const changed = await this.#faces.setPerson(owner, face._id, known?._id);
    const { camId, timestamp } = changed;
    if (!known || camId === undefined) return changed;
    const friend = await this.isFriend(owner, known._id, camId, { now: new Date(timestamp) });
    return this.#faces.setPerson(owner, face._id, known._id, friend);
  }

  async isFriend(user: UserRef, person: Uint64, camId: string, rule: FriendRule = {}): Promise<boolean> {
    const owner = await this.ownerOf(user);
    const { _id } = await this.#current(owner, person);
    const ids = [_id, ...(await this.#aliases(owner, _id))];
    const seen = this.#faces.find(owner, sightings(ids, camId, rule, this.context.now()));
    return isFamiliar(seen, rule);
  }

  async merge(user: UserRef, into: Uint64, from: Uint64): Promise<PersonDocument> {
    const owner = await this.ownerOf(user);
    const target = await this.#current(owner, into);
    const source = await this.#find(owner, from);
    if (!source) throw this.notFound(from);
    const gone = [
      ...(source._id === target._id ? [] : [source._id]),
      ...(await this.#aliases(owner, source._id)),
    ];
    for (const id of gone.filter((alias) => alias !== target._id))
      await this.changeExisting(owner, id, (person) => ({ ...person, mergedInto: target._id }));
    // What an interrupted merge left behind is moved too.
    for (const id of await this.#aliases(owner, target._id)) await this.#moveFaces(owner, id, target._id);
    return target;
  }

  async split(user: UserRef, person: Uint64, faces: readonly Uint64[]): Promise<PersonDocument> {
    const owner = await this.ownerOf(user);
    const { _id } = await this.#current(owner, person);
    const ids = [_id, ...(await this.#aliases(owner, _id))];
    const documents: FaceDocument[] = [];
    for (const face of new Set(faces)) {
      const document = await this.#faces.findOne(owner, { _id: face, personId: { $in: ids } });
      if (!document) throw faceOfOther(face, _id);
      documents.push(document);
    }
    if (documents.length === 0)
      throw new FacepipeError("BAD_PARAM", "Cannot split a person: expected at least one face", {
        param: "faces",
      });
    const split = await this.add(user);
    for (const document of documents) await this.assign(user, document, split._id);
    return split;
  }

  async rename(user: UserRef, person: Uint64, name: string): Promise<PersonDocument> {
    const owner = await this.ownerOf(user);
    const { _id } = await this.#current(owner, person);
    return this.changeExisting(owner, _id, (document) => ({ ...document, name }));
  }

  async hide(user: UserRef, person: Uint64, hidden = true): Promise<PersonDocument> {
    const owner = await this.ownerOf(user);
    const { _id } = await this.#current(owner, person);
    return this.changeExisting(owner, _id, (document) => ({ ...document, hidden }));
  }

  protected override check({ name, hidden }: PersonDocument): void {
    const isName =
      typeof name === "string" && name !== "" && name.length <= MAX_NAME && !/\p{Cc}/u.test(name);
    if (name !== undefined && !isName) {
      const reason = `expected 1 to ${MAX_NAME} characters`;
      throw new FacepipeError("BAD_PARAM", `Cannot name a person so: ${reason}`, {
        param: "name",
        value: name,
      });
    }
    if (typeof hidden !== "boolean")
      throw new FacepipeError("BAD_PARAM", "Cannot use hidden: expected true or false", { param: "hidden" });
  }

  /** A person goes with its faces, and with those that were merged into it. */
  protected override async beforeRemoval(owner: string, { _id }: PersonDocument): Promise<void> {
    for (const id of [...(await this.#aliases(owner, _id)), _id]) {
      while (await this.#faces.removeOne(owner, { personId: id }));
      for await (const { gallery, faces } of facesOfPerson(this.context.store, owner, id))
        for (const face of faces) await removeEntry(this.context, owner, gallery, face);
      if (id !== _id)
        await this.context.store.removeDocument(owner, "persons", this.stored({ _id: id } as never, 1).key);
    }
  }

  /** The person of an id, or the one that it was merged into; undefined where there is none. */
  async #find(owner: string, id: Uint64): Promise<PersonDocument | undefined> {
    const seen = new Set<Uint64>();
    for (let next = id; !seen.has(next); ) {
      seen.add(next);
      const key = this.stored({ _id: next } as never, 1).key;
      const person = (await this.reader(owner).read(key))?.document;
      if (person?.mergedInto === undefined) return person;
      next = person.mergedInto;
    }
    return undefined;
  }

  async #current(owner: string, id: Uint64): Promise<PersonDocument> {
    const person = await this.#find(owner, parseId(id, "person"));
    if (person) return person;
    throw this.notFound(id);
  }

  /** Ids of the persons that were merged into one. */
  async #aliases(owner: string, id: Uint64): Promise<Uint64[]> {
    const ids: Uint64[] = [];
    for await (const { document } of this.reader(owner).find({ mergedInto: id })) ids.push(document._id);
    return ids;
  }

  async #moveFaces(owner: string, from: Uint64, to: Uint64): Promise<void> {
    for await (const { _id, friend } of this.#faces.find(owner, { personId: from }))
      await this.#faces.setPerson(owner, _id, to, friend);
    const { store } = this.context;
    for await (const { gallery, faces } of facesOfPerson(store, owner, from)) {
      for (const face of faces) await setEntryPerson(store, owner, gallery, face, to);
    }
  }

  async #claim(
    owner: string,
    gallery: string,
    { id, face }: { id: Uint64; face?: FaceDocument },
    person: Uint64,
  ): Promise<void> {
    if (face) await this.#faces.setPerson(owner, id, person, face.friend);
    else await setEntryPerson(this.context.store, owner, gallery, id, person);
  }
}

function placeOf(owner: string, gallery: string): string {
  return JSON.stringify([owner, gallery]);
}

function isMet(face: FaceDocument | undefined, gallery: string): face is FaceDocument {
  return face?.personId !== undefined && face.galleries.includes(gallery);
}

function faceOfOther(face: Uint64, person: Uint64): FacepipeError {
  const value = formatId(face);
  const message = `Cannot split person ${formatId(person)}: face ${value} is not theirs`;
  return new FacepipeError("BAD_PARAM", message, { param: "faces", value });
}
