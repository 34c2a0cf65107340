/**
 * Users and their tokens.
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { FacepipeError } from "../errors.ts";
import { documentTerms, RULES } from "./collections.ts";
import type { DocumentFilter, FindOptions } from "./document_filter.ts";
import { DocumentReader } from "./document_reader.ts";
import type { Uploads, UserStore } from "./document_stores.ts";
import { encodeDocument } from "./document_values.ts";
import { type FaceDocument, LOCAL_USER, type UserDocument, type UserRef } from "./documents.ts";
import { authFailed } from "./errors.ts";
import { removeUploads, requireUploads } from "./face_uploads.ts";
import type { GalleryStore, StoredDocument } from "./store.ts";

/** Owner of the documents of users. */
const SYSTEM = "";

const TOKEN_BYTES = 32;
const MAX_NAME = 200;

/** A user as it is stored. */
interface StoredUser extends UserDocument {
  /** SHA-256 of the token, 64 hex digits. */
  readonly tokenHash: string;
}

/** Users of a store. */
export class Users implements UserStore {
  readonly #store: GalleryStore;
  readonly #now: () => Date;
  readonly #uploads: Uploads | undefined;

  constructor(store: GalleryStore, now: () => Date, uploads?: Uploads) {
    this.#store = store;
    this.#now = now;
    this.#uploads = uploads;
  }

  async add({ name }: { name: string }): Promise<{ user: UserDocument; token: string }> {
    if (typeof name !== "string" || name.trim() === "" || name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
      const reason = `expected 1 to ${MAX_NAME} characters`;
      throw new FacepipeError("BAD_PARAM", `Cannot add a user: the name is wrong: ${reason}`, {
        param: "name",
      });
    }
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const user: StoredUser = {
      _id: crypto.randomUUID(),
      owner: SYSTEM,
      name,
      active: true,
      createdAt: this.#now().toISOString(),
      tokenHash: hashOf(token),
    };
    await this.#store.insertDocument(SYSTEM, "users", stored(user, 1));
    return { user: shown(user), token };
  }

  async authenticate(token: string): Promise<UserDocument> {
    if (typeof token !== "string" || token === "" || token.length > 1_000) throw authFailed();
    // What is compared is a hash, so that the time which that takes tells nothing about tokens.
    const user = await this.findOne({ tokenHash: hashOf(token) });
    if (!user?.active) throw authFailed();
    return user;
  }

  async require(user: UserRef): Promise<UserDocument> {
    const id = typeof user === "string" ? user : user?._id;
    if (id === LOCAL_USER) return LOCAL;
    const found = typeof id === "string" && id !== "" ? await this.#reader().read(id) : undefined;
    if (!found?.document.active) throw authFailed();
    return shown(found.document);
  }

  async setActive(user: UserRef, active: boolean): Promise<UserDocument> {
    const id = typeof user === "string" ? user : user._id;
    for (;;) {
      const found = await this.#reader().read(id);
      if (!found) throw userNotFound(id);
      const changed = { ...found.document, active };
      if (await this.#store.replaceDocument(SYSTEM, "users", stored(changed, found.version + 1)))
        return changed;
    }
  }

  async remove(user: UserRef): Promise<void> {
    const id = typeof user === "string" ? user : user._id;
    if (id !== LOCAL_USER) {
      if (!(await this.#reader().read(id))) throw userNotFound(id);
      await this.#requireUploads(id);
      // Nobody adds anything any more while the rest is removed.
      await this.setActive(id, false);
    }
    await this.#removeUploads(id);
    await this.#store.removeOwner(id);
    await this.#store.removeDocument(SYSTEM, "users", id);
    // Calls that had been let in before may have added something.
    await this.#removeUploads(id);
    await this.#store.removeOwner(id);
  }

  async *find(filter: DocumentFilter = {}, options: FindOptions = {}): AsyncGenerator<UserDocument> {
    for await (const { document } of this.#reader().find(filter, options)) yield shown(document);
  }

  async findOne(filter: DocumentFilter = {}, options: FindOptions = {}): Promise<UserDocument | undefined> {
    for await (const user of this.find(filter, { ...options, limit: 1 })) return user;
    return undefined;
  }

  async count(filter: DocumentFilter = {}): Promise<number> {
    let count = 0;
    for await (const _ of this.find(filter)) count++;
    return count;
  }

  async #requireUploads(id: string): Promise<void> {
    if (this.#uploads) return;
    const faces = new DocumentReader<FaceDocument>(this.#store, RULES.faces, id);
    for await (const { document } of faces.find()) requireUploads(undefined, document);
  }

  /** Not every place of uploads can remove all of an owner at once. */
  async #removeUploads(id: string): Promise<void> {
    const faces = new DocumentReader<FaceDocument>(this.#store, RULES.faces, id);
    for await (const { document } of faces.find()) await removeUploads(this.#uploads, document);
    await this.#uploads?.removeOwner(id);
  }

  #reader(): DocumentReader<StoredUser> {
    return new DocumentReader(this.#store, RULES.users, SYSTEM);
  }
}

const LOCAL: UserDocument = {
  _id: LOCAL_USER,
  owner: SYSTEM,
  name: LOCAL_USER,
  active: true,
  createdAt: new Date(0).toISOString(),
};

function stored(user: StoredUser, version: number): StoredDocument {
  return { key: user._id, body: encodeDocument(user), terms: documentTerms(RULES.users, user), version };
}

/** A user without the hash of its token, which is nobody's business. */
function shown({ tokenHash: _, ...user }: StoredUser): UserDocument {
  return user;
}

/** Tokens are random and long, so that a plain hash cannot be undone by guessing. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function userNotFound(id: string): FacepipeError {
  return new FacepipeError("NOT_FOUND", `Cannot find user ${id}`, { param: "user", value: id });
}
