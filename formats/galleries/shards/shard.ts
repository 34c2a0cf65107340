/**
 * One shard: a store that is opened when it is first needed, and again after that failed, so that one
 * server out of service keeps nobody from the others.
 *
 * Each shard carries a mark with its place, since faces would be looked for on the wrong one if
 * the addresses came in another order or number.
 * @module
 */
import {
  EXIT,
  FacepipeError,
  type GalleryStore,
  LOCAL_USER,
  type StoredDocument,
} from "../../../core/mod.ts";

/** A shard's place among the shards. */
export interface ShardPlace {
  /** From 0. */
  readonly index: number;
  readonly total: number;
}

/** The mark lies with the documents of the system. */
const SYSTEM = "";
const MARK_KEY = "facepipe.shard";

/** A shard. */
export class Shard {
  readonly place: ShardPlace;
  readonly #open: () => Promise<GalleryStore>;
  #store: Promise<GalleryStore> | undefined;

  constructor(place: ShardPlace, open: () => Promise<GalleryStore>) {
    this.place = place;
    this.#open = open;
  }

  /** Its store. @throws FacepipeError STORAGE_ERROR where it is out of service; BAD_PARAM where it has another place. */
  store(): Promise<GalleryStore> {
    if (!this.#store) {
      const opening = this.#openMarked();
      this.#store = opening;
      opening.catch(() => {
        this.#store = undefined;
      });
    }
    return this.#store;
  }

  /** Closes it. May be called again. */
  async close(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.close();
  }

  async #openMarked(): Promise<GalleryStore> {
    const store = await this.#open();
    try {
      await claim(store, this.place);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }
}

/** The place that a store has among shards, if it is one of several. */
export async function readMark(store: GalleryStore): Promise<ShardPlace | undefined> {
  const query = { keys: [MARK_KEY], conditions: [], limit: 1 };
  const [mark] = (await store.pageDocuments(SYSTEM, "counters", query)).rows;
  return mark && (JSON.parse(mark.body) as ShardPlace);
}

async function claim(store: GalleryStore, place: ShardPlace): Promise<void> {
  const { index, total } = place;
  const known = await readMark(store);
  if (!known) {
    if (await isInUse(store))
      throw misplaced(
        store,
        place,
        "it holds faces already: export them, and import them into new databases",
      );
    const mark: StoredDocument = { key: MARK_KEY, body: JSON.stringify(place), terms: [], version: 1 };
    if (!(await store.insertDocument(SYSTEM, "counters", mark))) await claim(store, place);
  } else if (known.index !== index || known.total !== total) {
    const is = `it is number ${known.index + 1} of ${known.total}`;
    throw misplaced(store, place, `${is}: name all shards, in the order in which they were first used`);
  }
}

/** Whether somebody used the database on its own, with all faces in it. */
async function isInUse(store: GalleryStore): Promise<boolean> {
  const users = await store.pageDocuments(SYSTEM, "users", { conditions: [], limit: 2 });
  if (users.rows.some(({ key }) => key !== LOCAL_USER)) return true;
  return (await store.listGalleries(LOCAL_USER)).rows.length > 0;
}

function misplaced(store: GalleryStore, { index, total }: ShardPlace, reason: string): FacepipeError {
  return new FacepipeError(
    "BAD_PARAM",
    `Cannot use ${store.address} as shard ${index + 1} of ${total}: ${reason}`,
    { exit: EXIT.usage, param: "--db" },
  );
}
