/**
 * Records as Arrow IPC streams.
 * @module
 */
import { AsyncByteQueue, RecordBatchStreamWriter, type Schema } from "apache-arrow";
import { EXIT, type Face, FacepipeError, type FaceRecord } from "../../core/mod.ts";
import { type Basket, gather } from "../gather.ts";
import { checkInlineSize } from "../limits.ts";
import { BatchBuilder } from "./batch_builder.ts";
import { recordSchema } from "./schema.ts";

/** Enough rows to make the cost of a batch small for each, few enough to start the next stage soon. */
const BATCH_ROWS = 1024;
const BATCH_BYTES = 4 * 2 ** 20;
/** More ids than this in one batch are no models. */
const MAX_MODEL_IDS = 16;

/** Writes records as an Arrow IPC stream; `writeArrow` says how. */
export async function* writeArrowStream(
  records: AsyncIterable<FaceRecord>,
  patience: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new StreamEncoder();
  yield* gather(records, encoder, patience);
  yield encoder.end();
}

/** Encodes batches, after the first the schema that it calls for. */
class StreamEncoder implements Basket<FaceRecord, Uint8Array> {
  readonly #sink = new ChunkSink();
  readonly #writer = new RecordBatchStreamWriter();
  readonly #batch = new BatchBuilder();
  readonly #detectors = new Set<string>();
  readonly #embedders = new Set<string>();
  #dimension: number | undefined;
  #schema: Schema | undefined;

  add(record: FaceRecord): boolean {
    checkInlineSize(record);
    if (record.kind === "face") this.#noteModels(record);
    this.#batch.add(record);
    return this.#batch.rows >= BATCH_ROWS || this.#batch.bytes >= BATCH_BYTES;
  }

  take(): Uint8Array {
    const schema = this.#begin();
    this.#writer.write(this.#batch.take(schema));
    return this.#sink.take();
  }

  /** What ends the stream, and begins it if there was no record. */
  end(): Uint8Array {
    this.#begin();
    this.#writer.close();
    return this.#sink.take();
  }

  /** Faces of one stream are of one embedder, so their vectors have one length. */
  #noteModels(face: Face): void {
    const length = face.embedding?.length ?? this.#dimension;
    if (this.#dimension !== undefined && length !== this.#dimension) {
      throw mixedLengths(face.faceId, length, this.#dimension);
    }
    this.#dimension = length;
    note(this.#detectors, face.detector);
    note(this.#embedders, face.embedder);
  }

  #begin(): Schema {
    if (this.#schema !== undefined) return this.#schema;
    const models = { detectors: [...this.#detectors], embedders: [...this.#embedders] };
    this.#schema = recordSchema(this.#dimension, models);
    this.#writer.reset(this.#sink, this.#schema);
    return this.#schema;
  }
}

function note(ids: Set<string>, id: string | undefined): void {
  if (id !== undefined && ids.size < MAX_MODEL_IDS) ids.add(id);
}

function mixedLengths(faceId: string, length: number | undefined, before: number): FacepipeError {
  const reason = `its embedding has ${length} values, those before have ${before}`;
  return new FacepipeError("MALFORMED_REQUEST", `Cannot write face ${faceId} as Arrow: ${reason}`, {
    exit: EXIT.malformedInput,
    param: "embedding",
  });
}

/** Keeps what the writer writes until it is asked for; the writer's own queue can only be awaited. */
class ChunkSink extends AsyncByteQueue {
  #parts: Uint8Array[] = [];

  override write(part: Uint8Array): void {
    this.#parts.push(part);
  }

  take(): Uint8Array {
    const parts = this.#parts;
    this.#parts = [];
    return Buffer.concat(parts);
  }
}
