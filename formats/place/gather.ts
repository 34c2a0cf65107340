/**
 * Reads the whole stream before anything is placed.
 * @module
 */
import {
  type FaceRecord,
  type Failure,
  failureOf,
  itemOf,
  type LedgerPhoto,
  type Photo,
  PhotoLedger,
  type PlaceablePhoto,
} from "../../core/mod.ts";
import { itemError, sourceError } from "./file_errors.ts";
import { inParallel } from "./in_parallel.ts";
import { hashPhoto } from "./members.ts";
import type { Spool } from "./spool.ts";

/**
 * Everything that `place` has to answer for, in order: photos of known content and failures.
 * Where the stream fails, the failures that came before are yielded and the error is rethrown.
 */
export async function* gather(
  records: AsyncIterable<FaceRecord>,
  spool: Spool,
  options: { boxes: boolean },
): AsyncGenerator<Failure, (PlaceablePhoto | Failure)[]> {
  const ledger = new PhotoLedger(options);
  try {
    for await (const record of records) {
      if (record.kind === "face") ledger.addFace(record);
      else if (record.kind === "error") ledger.addFailure(record);
      else if (record.kind === "photo") await addPhoto(ledger, spool, record);
    }
  } catch (thrown) {
    yield* ledger.failures();
    throw thrown;
  }
  return await identify(ledger.finish());
}

async function addPhoto(ledger: PhotoLedger, spool: Spool, photo: Photo): Promise<void> {
  const { bytes: _, ...header } = photo;
  try {
    const kept = await spool.keep(photo);
    if (kept !== undefined) header.sha256 = kept.sha256;
    ledger.addPhoto(header, kept?.bytesAt);
  } catch (thrown) {
    ledger.addFailure(failureOf("place", itemError(thrown), itemOf(header)));
  }
}

/** Reads the photos whose sha256 nobody stated. */
async function identify(items: (LedgerPhoto | Failure)[]): Promise<(PlaceablePhoto | Failure)[]> {
  const known = new Array<PlaceablePhoto | Failure>(items.length);
  await inParallel([...items.entries()], 4, async ([index, item]) => {
    known[index] = "kind" in item ? item : await identifyPhoto(item);
  });
  return known;
}

async function identifyPhoto(photo: LedgerPhoto): Promise<PlaceablePhoto | Failure> {
  if (isIdentified(photo)) return photo;
  try {
    const { sha256 } = await hashPhoto(photo.path);
    return Object.assign(photo, { sha256 });
  } catch (thrown) {
    return failureOf("place", itemError(sourceError(photo.path, thrown)), { path: photo.path });
  }
}

function isIdentified(photo: LedgerPhoto): photo is PlaceablePhoto {
  return photo.sha256 !== undefined;
}
