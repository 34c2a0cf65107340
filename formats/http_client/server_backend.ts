/**
 * Answers a client from a server.
 * @module
 */
import {
  type AddOutcome,
  type ClientBackend,
  checkLimit,
  DEFAULT_LIMIT,
  type DetectRequest,
  type DetectResponse,
  type FacePage,
  type FaceSource,
  type FaceUpdate,
  type GalleryFace,
  type GalleryList,
  type Identification,
  type IdentifyOptions,
  identifyJson,
  type ListedFace,
  type ListOptions,
  listJson,
  MAX_FACES,
  MAX_MATCHES,
  MAX_PAGE,
  MAX_WHOLE_PAGE,
  type MetaTypes,
  Mismatch,
  type NewFace,
  newFaceJson,
  type PartialOptions,
  readDetection,
  readGalleries,
  readMatches,
  readOutcomes,
  readPage,
  readTypes,
  readWholeFace,
  sourceJson,
  type Uint64,
  updateJson,
  type WaitOptions,
  within,
} from "../../core/mod.ts";
import { detectForm } from "./detect_form.ts";
import { facePath, galleryPath, ignoring } from "./paths.ts";
import { pieces } from "./pieces.ts";
import type { Question, Talk } from "./talk.ts";

/** Characters of a question: servers take more, proxies in front of them may not. */
const MAX_QUESTION = 8 * 2 ** 20;

/** Answers for the user whose token it has. */
export class ServerBackend implements ClientBackend {
  readonly #talk: Talk;
  readonly #signal: AbortSignal | undefined;

  /** @param signal Ends all calls. */
  constructor(talk: Talk, signal?: AbortSignal) {
    this.#talk = talk;
    this.#signal = signal;
  }

  listGalleries(options: PartialOptions = {}): Promise<GalleryList> {
    const path = `/galleries/${ignoring(options)}`;
    return this.#ask("list galleries", options, { method: "GET", path, repeat: "safe", read: readGalleries });
  }

  async createGallery(name: string, wait: WaitOptions = {}): Promise<void> {
    const path = galleryPath(name);
    await this.#ask("create a gallery", wait, { method: "POST", path, repeat: "unsafe", read: nothing });
  }

  async dropGallery(name: string, wait: WaitOptions = {}): Promise<void> {
    // Another gallery of that name may be there when it is asked again.
    const path = galleryPath(name);
    await this.#ask("drop a gallery", wait, { method: "DELETE", path, repeat: "unsafe", read: nothing });
  }

  metaTypes(options: PartialOptions = {}): Promise<MetaTypes> {
    const path = `/meta-types/${ignoring(options)}`;
    const question = { method: "GET", path, repeat: "safe", read: readTypes } as const;
    return this.#ask("read types of metadata", options, question);
  }

  /** A page; a large one in several questions. */
  async listFaces(gallery: string, options: ListOptions): Promise<FacePage> {
    const { limit = DEFAULT_LIMIT, whole = false } = options;
    checkLimit(limit);
    const path = `${galleryPath(gallery)}list/`;
    return this.#within("list faces", options, async (signal) => {
      const faces: ListedFace[] = [];
      let asked = 0;
      for (let { page } = options; ; ) {
        const most = Math.min(limit - asked, whole ? MAX_WHOLE_PAGE : MAX_PAGE);
        const body = { ...listJson(options), limit: most, page };
        const question = { method: "POST", path, body, repeat: "safe", read: readPage, signal } as const;
        const found = await this.#talk.ask(question);
        faces.push(...found.faces);
        asked += most;
        if (found.nextPage === undefined || asked >= limit) return { ...found, faces };
        page = found.nextPage;
      }
    });
  }

  /** Adds faces; very many in several questions, of which each is done or not. */
  async addFaces(gallery: string, faces: readonly NewFace[], wait: WaitOptions = {}): Promise<AddOutcome[]> {
    const path = `${galleryPath(gallery)}add/`;
    return this.#within("add faces", wait, async (signal) => {
      const outcomes: AddOutcome[] = [];
      for (const piece of pieces(faces.map(newFaceJson), MAX_FACES, MAX_QUESTION)) {
        const body = { faces: piece };
        const read = (value: unknown) => expectLength(readOutcomes(value), piece.length);
        outcomes.push(
          ...(await this.#talk.ask({ method: "POST", path, body, repeat: "unsafe", read, signal })),
        );
      }
      return outcomes;
    });
  }

  getFace(gallery: string, id: Uint64, wait: WaitOptions = {}): Promise<GalleryFace> {
    const path = facePath(gallery, id);
    return this.#ask("read a face", wait, { method: "GET", path, repeat: "safe", read: readWholeFace });
  }

  updateFace(gallery: string, id: Uint64, update: FaceUpdate, wait: WaitOptions = {}): Promise<GalleryFace> {
    const path = facePath(gallery, id);
    const body = updateJson(update);
    const question = { method: "PUT", path, body, repeat: "unsafe", read: readWholeFace } as const;
    return this.#ask("update a face", wait, question);
  }

  async deleteFace(gallery: string, id: Uint64, wait: WaitOptions = {}): Promise<void> {
    const path = facePath(gallery, id);
    await this.#ask("delete a face", wait, {
      method: "DELETE",
      path,
      repeat: "safe",
      read: nothing,
      isDone: ({ code }) => code === "NOT_FOUND",
    });
  }

  async identify(
    gallery: string,
    faces: readonly FaceSource[],
    options: IdentifyOptions,
  ): Promise<Identification[]> {
    const path = `${galleryPath(gallery)}identify/`;
    const asked = identifyJson(options);
    const most = Math.max(1, Math.min(MAX_FACES, Math.floor(MAX_MATCHES / (options.limit ?? 1))));
    return this.#within("identify faces", options, async (signal) => {
      const all: Identification[] = [];
      for (const piece of pieces(faces.map(sourceJson), most, MAX_QUESTION)) {
        const body = { ...asked, faces: piece };
        const read = (value: unknown) => expectLength(readMatches(value), piece.length);
        all.push(...(await this.#talk.ask({ method: "POST", path, body, repeat: "safe", read, signal })));
      }
      return all;
    });
  }

  detect(request: DetectRequest): Promise<DetectResponse> {
    const { timeout: _, signal: __, ...wanted } = request;
    return this.#within("detect faces", request, async (signal) => {
      const body = await detectForm(wanted);
      return this.#talk.ask({
        method: "POST",
        path: "/detect/",
        body,
        repeat: "safe",
        read: readDetection,
        signal,
      });
    });
  }

  async close(): Promise<void> {
    this.#talk.close();
  }

  #ask<T>(what: string, wait: WaitOptions, question: Question<T>): Promise<T> {
    return this.#within(what, wait, (signal) => this.#talk.ask({ ...question, signal }));
  }

  #within<T>(what: string, wait: WaitOptions, call: (signal?: AbortSignal) => Promise<T>): Promise<T> {
    const signals = [wait.signal, this.#signal].filter((signal) => signal !== undefined);
    const { timeout } = wait;
    const all = {
      ...(timeout !== undefined && { timeout }),
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
    };
    return within(all, what, ({ signal }) => call(signal));
  }
}

function nothing(): void {}

function expectLength<T>(list: T[], length: number): T[] {
  if (list.length === length) return list;
  throw new Mismatch(`expected ${length} results, found ${list.length}`);
}
