/**
 * Takes an Arrow IPC stream apart into its messages.
 *
 * apache-arrow's own reader takes a cut between two messages for the end of the stream and reserves
 * whatever memory a header asks for; hence the framing is done here, and only headers are decoded by it.
 * @module
 */
import { Message, type MessageHeader, MetadataVersion, type Schema } from "apache-arrow";
import { type FacepipeError, streamError } from "../../core/mod.ts";
import type { ByteSource } from "../byte_source.ts";
import { MAX_BODY_BYTES, MAX_HEADER_BYTES } from "../limits.ts";
import { checkHeader } from "./header_check.ts";

type BatchHeader = ReturnType<Message<MessageHeader.RecordBatch>["header"]>;
type DictionaryHeader = ReturnType<Message<MessageHeader.DictionaryBatch>["header"]>;

/** What a message is about. */
export type Header =
  | { readonly is: "schema"; readonly schema: Schema }
  | { readonly is: "batch"; readonly batch: BatchHeader }
  | { readonly is: "dictionary"; readonly batch: BatchHeader; readonly dictionary: DictionaryHeader };

/** A message; its body is aligned to 8 bytes. */
export type ArrowMessage = Header & { readonly body: Uint8Array };

/** Stands before every message since Arrow 0.15. */
const CONTINUATION = -1;
const MEBIBYTE = 2 ** 20;

/**
 * The messages of one stream, or of several in a row (`cat a.arrow b.arrow`); each begins with a schema.
 *
 * @param where Names the message that comes next.
 * @throws {FacepipeError} MALFORMED_REQUEST, also where a stream lacks its end marker.
 */
export async function* readMessages(
  source: ByteSource,
  where: () => string,
): AsyncGenerator<ArrowMessage, void, undefined> {
  do {
    const schema = await readMessage(source, where);
    if (schema?.is !== "schema") throw streamError(where(), "expected a schema first");
    yield schema;
    for (let next = await readMessage(source, where); next; next = await readMessage(source, where)) {
      if (next.is === "schema") throw streamError(where(), "expected a batch, found a second schema");
      yield next;
    }
  } while ((await source.peek(1)).length > 0);
}

/** The next message; undefined at the end marker. */
async function readMessage(source: ByteSource, where: () => string): Promise<ArrowMessage | undefined> {
  const start = await readFully(source, 8, where);
  const prefix = new DataView(start.buffer, start.byteOffset, start.length);
  if (prefix.getInt32(0, true) !== CONTINUATION) throw streamError(where(), "expected an Arrow message");
  const length = prefix.getInt32(4, true);
  if (length === 0) return undefined;
  checkLength(length, MAX_HEADER_BYTES, where);
  const { header, bodyLength } = decodeHeader(await readFully(source, length, where), where);
  checkLength(bodyLength, MAX_BODY_BYTES, where);
  const body = await readFully(source, bodyLength, where);
  return { ...header, body: body.byteOffset % 8 === 0 ? body : new Uint8Array(body) };
}

async function readFully(source: ByteSource, length: number, where: () => string): Promise<Uint8Array> {
  const bytes = await source.read(length);
  if (bytes.length === length) return bytes;
  throw streamError(where(), "the stream ends without its end marker");
}

function checkLength(length: number, limit: number, where: () => string): void {
  if (length > limit)
    throw streamError(where(), `takes more than ${limit / MEBIBYTE} MiB; write smaller batches`);
  if (!(length >= 0)) throw damaged(where, `a part has a length of ${length} bytes`);
}

/** Decodes what is safe to decode; whatever the decoder throws for damage is the stream's fault. */
function decodeHeader(bytes: Uint8Array, where: () => string): { header: Header; bodyLength: number } {
  let message: Message;
  let header: Header | undefined;
  try {
    checkHeader(bytes);
    message = Message.decode(bytes);
    header = headerOf(message);
  } catch (error) {
    throw damaged(where, "the header cannot be decoded", error);
  }
  if (header === undefined) throw streamError(where(), "expected a batch, found another kind of message");
  if (message.version < MetadataVersion.V4) throw streamError(where(), "written by an Arrow before 0.8");
  if (header.is !== "schema" && header.batch.compression !== null) {
    throw streamError(where(), "compressed batches cannot be read; write them uncompressed");
  }
  return { header, bodyLength: message.bodyLength };
}

function headerOf(message: Message): Header | undefined {
  if (message.isSchema()) return { is: "schema", schema: message.header() };
  if (message.isRecordBatch()) return { is: "batch", batch: message.header() };
  if (!message.isDictionaryBatch()) return undefined;
  const dictionary = message.header();
  return { is: "dictionary", dictionary, batch: dictionary.data };
}

function damaged(where: () => string, what: string, cause?: unknown): FacepipeError {
  return streamError(where(), `damaged: ${what}`, undefined, cause);
}
