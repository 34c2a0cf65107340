/**
 * Lists and searches the faces of galleries.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type {
  FacePage,
  FaceSort,
  FaceSource,
  Identification,
  IdentifyOptions,
  ListedFace,
  ListOptions,
} from "./client_backend.ts";
import type { ScaleOf } from "./confidence.ts";
import { splitFilters } from "./face_conditions.ts";
import type { FaceSources } from "./face_sources.ts";
import type { Probe } from "./face_vector.ts";
import { checkThreshold, DEFAULT_THRESHOLD, type SimilarityFilter } from "./filters.ts";
import type { Uint64 } from "./ids.ts";
import { checkLimit, checkSort, DEFAULT_LIMIT } from "./list_checks.ts";
import { byId, inAll, type Likeness, listed, type Match, matchesOf, searchOf } from "./matches.ts";
import { readMetaTypes } from "./meta_types.ts";
import { digestOf, formatPage, type PageStart, parsePage } from "./page_token.ts";
import { byRank } from "./scan_index.ts";
import type { Answer, FaceCondition, FaceMatch, GalleryStore, ReadOptions } from "./store.ts";

/** Lists and searches. */
export class GallerySearch {
  readonly #store: GalleryStore;
  readonly #sources: FaceSources;
  readonly #scaleOf: ScaleOf;

  constructor(store: GalleryStore, sources: FaceSources, scaleOf: ScaleOf) {
    this.#store = store;
    this.#sources = sources;
    this.#scaleOf = scaleOf;
  }

  /** A page of faces; see `Gallery.list`. */
  async list(owner: string, gallery: string, options: ListOptions, read: ReadOptions): Promise<FacePage> {
    const { filters = [], limit = DEFAULT_LIMIT, page } = options;
    checkLimit(limit);
    await this.#store.readGallery(owner, gallery, read);
    const { types } = await readMetaTypes(this.#store, owner, read);
    const { conditions, similar } = splitFilters(filters, types);
    const sort = checkSort(options.sort, similar.length > 0);
    const likenesses = await Promise.all(similar.map((filter) => this.#likeness(owner, filter, read)));
    const question = digestOf([
      owner,
      gallery,
      sort,
      conditions,
      likenesses.map(({ probe, threshold }) => [probe.embedding, threshold]),
    ]);
    const start = page === undefined ? undefined : parsePage(question, page);
    const part = { conditions, limit: limit + 1, sort, start, whole: options.whole ?? false };
    const { rows, ...servers } =
      likenesses.length > 0
        ? await this.#similar(owner, gallery, likenesses, part, read)
        : await this.#plain(owner, gallery, part, read);
    // Faces that were removed meanwhile are no end of the list.
    const faces = rows.slice(0, limit).flatMap(({ face }) => face ?? []);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { faces, ...servers, ...(last && { nextPage: formatPage(question, last.at) }) };
  }

  /** The most similar faces of each probe; see `Gallery.identify`. */
  async identify(
    owner: string,
    gallery: string,
    faces: readonly FaceSource[],
    options: IdentifyOptions,
    read: ReadOptions,
  ): Promise<Identification[]> {
    const { limit = 1, threshold = DEFAULT_THRESHOLD, filters = [] } = options;
    checkLimit(limit);
    const least = checkThreshold(threshold);
    await this.#store.readGallery(owner, gallery, read);
    const { types } = await readMetaTypes(this.#store, owner, read);
    const { conditions, similar } = splitFilters(filters, types);
    if (similar.length > 0)
      throw new FacepipeError("BAD_PARAM", "Cannot identify: the filters may only be Id and Meta", {
        param: "filters",
      });
    const probes = await Promise.all(faces.map((face) => this.#sources.resolve(owner, face, read)));
    const likenesses = await Promise.all(probes.map((probe) => this.#like(probe, least)));
    const searches = likenesses.map((likeness) => searchOf(likeness, conditions, limit));
    const answers = await this.#store.searchFacesAll(owner, gallery, searches, read);
    const known = await this.#read(
      owner,
      gallery,
      [...new Set(answers.flatMap(({ rows }) => rows.map(({ id }) => id)))],
      false,
      read,
    );
    return answers.map(({ rows, ...servers }, i) => ({
      ...servers,
      matches: listed(matchesOf(rows, likenesses[i]!), known),
    }));
  }

  /** A page by id, without similarity. */
  async #plain(owner: string, gallery: string, part: Part, read: ReadOptions): Promise<Answer<Row>> {
    const { conditions, limit, sort, start, whole } = part;
    const query = { conditions, limit, whole, descending: sort === "-id", ...(start && { after: start.id }) };
    const { rows, ...servers } = await this.#store.pageFaces(owner, gallery, query, read);
    return { ...servers, rows: rows.map((face) => ({ face, at: { id: face.id } })) };
  }

  /** A page of faces that are like all the given ones. */
  async #similar(
    owner: string,
    gallery: string,
    likenesses: readonly Likeness[],
    part: Part,
    read: ReadOptions,
  ): Promise<Answer<Row>> {
    const { rows: matches, ...servers } = await this.#matches(owner, gallery, likenesses, part, read);
    const known = await this.#read(
      owner,
      gallery,
      matches.map(({ id }) => id),
      part.whole,
      read,
    );
    const byConfidence = part.sort === "-confidence";
    const rows = matches.map(({ id, similarity, confidence }): Row => {
      const face = known.get(id);
      const at = byConfidence ? { id, similarity } : { id };
      return face ? { face: { ...face, confidence }, at } : { at };
    });
    return { ...servers, rows };
  }

  async #matches(
    owner: string,
    gallery: string,
    likenesses: readonly Likeness[],
    part: Part,
    read: ReadOptions,
  ): Promise<Answer<Match>> {
    const { conditions, limit, sort, start } = part;
    const [first] = likenesses;
    if (likenesses.length === 1 && sort === "-confidence") {
      const search = searchOf(first!, conditions, limit, start as FaceMatch | undefined);
      const { rows, ...servers } = await this.#store.searchFaces(owner, gallery, search, read);
      return { ...servers, rows: matchesOf(rows, first!) };
    }
    // Any other order or combination needs all that are similar enough.
    const searches = likenesses.map((likeness) => searchOf(likeness, conditions, Infinity));
    const answers = await this.#store.searchFacesAll(owner, gallery, searches, read);
    const all = inAll(answers.map(({ rows }, i) => matchesOf(rows, likenesses[i]!)));
    const order = sort === "-confidence" ? byRank : sort === "id" ? byId : (a: Match, b: Match) => byId(b, a);
    const rest = all.filter((match) => !start || order(start as Match, match) < 0).sort(order);
    const { liveServers, totalServers } = answers[0]!;
    return { rows: rest.slice(0, limit), liveServers, totalServers };
  }

  async #likeness(owner: string, filter: SimilarityFilter, read: ReadOptions): Promise<Likeness> {
    return this.#like(await this.#sources.filtered(owner, filter, read), checkThreshold(filter.threshold));
  }

  async #like(probe: Probe, threshold: number): Promise<Likeness> {
    return { probe, threshold, scale: await this.#scaleOf(probe.embedder) };
  }

  /** Faces by id; those that were removed meanwhile are missing. */
  async #read(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    whole: boolean,
    read: ReadOptions,
  ): Promise<Map<Uint64, ListedFace>> {
    if (ids.length === 0) return new Map();
    const query = { conditions: [{ on: "id" as const, anyOf: ids }], limit: ids.length, whole };
    const { rows } = await this.#store.pageFaces(owner, gallery, query, read);
    return new Map(rows.map((face) => [face.id, face]));
  }
}

/** What part of a list is wanted. */
interface Part {
  readonly conditions: readonly FaceCondition[];
  readonly limit: number;
  readonly sort: FaceSort;
  readonly start: PageStart | undefined;
  readonly whole: boolean;
}

/** A face, absent where it was removed meanwhile, and where the page after it begins. */
interface Row {
  readonly face?: ListedFace;
  readonly at: PageStart;
}
