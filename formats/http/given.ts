/**
 * What a request gives, wherever it gives it: in its path, its body or its query.
 * @module
 */
import type { FastifyRequest } from "fastify";
import { FacepipeError, type Given, UploadedFile } from "../../core/mod.ts";
import type { ServerLimits } from "./limits.ts";

const MAX_FIELDS = 100;
const MAX_FILES = 8;
const MAX_FIELD_NAME = 200;
const MAX_FIELD_BYTES = 2 ** 18;

/** All parameters of a request by name; the path wins over the body, and that over the query. */
export async function givenBy(request: FastifyRequest, limits: ServerLimits): Promise<Given> {
  const given = new Map(Object.entries(request.query as object));
  for (const [name, value] of await bodyOf(request, limits)) given.set(name, value);
  for (const [name, value] of Object.entries(request.params as object)) given.set(name, value);
  return given;
}

async function bodyOf(request: FastifyRequest, limits: ServerLimits): Promise<Iterable<[string, unknown]>> {
  if (request.isMultipart()) return partsOf(request, limits);
  const { body } = request;
  if (body instanceof Map) return body;
  return Object.entries((body as object | undefined) ?? {});
}

/** The parts of a multipart body. What the parser says of a body that is none is the caller's doing. */
async function partsOf(request: FastifyRequest, limits: ServerLimits): Promise<Map<string, unknown>> {
  const stalled = stalling(request);
  try {
    return await Promise.race([readParts(request, limits), stalled.promise]);
  } catch (cause) {
    // Nobody reads the rest, and what comes after it on the connection has to be read.
    request.raw.unpipe().resume();
    if (!(cause instanceof Error) || cause instanceof FacepipeError || "statusCode" in cause) throw cause;
    throw new FacepipeError("MALFORMED_REQUEST", `Cannot read the body: ${cause.message}`, { cause });
  } finally {
    stalled.clear();
  }
}

/** The parts by name; a name that comes several times is a list. */
async function readParts(
  request: FastifyRequest,
  { photoBytes, bodyBytes }: ServerLimits,
): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown[]>();
  const limits = {
    fileSize: photoBytes,
    files: MAX_FILES,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    fieldNameSize: MAX_FIELD_NAME,
    parts: MAX_FIELDS + MAX_FILES,
  };
  let bytes = 0;
  for await (const part of request.parts({ limits })) {
    const { fieldname } = part;
    if (part.type === "field" && (part.valueTruncated || part.fieldnameTruncated))
      throw new FacepipeError("OVER_CAPACITY", "Cannot read the body: a field is too large", {
        param: fieldname,
      });
    const value = part.type === "file" ? new UploadedFile(await part.toBuffer()) : part.value;
    bytes += sizeOf(value);
    // A body that comes in pieces does not say before how long it is.
    if (bytes > bodyBytes)
      throw new FacepipeError("OVER_CAPACITY", `Cannot take the body: it has more than ${bodyBytes} bytes`, {
        param: fieldname,
      });
    found.set(fieldname, [...(found.get(fieldname) ?? []), value]);
  }
  return new Map([...found].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function sizeOf(value: unknown): number {
  if (value instanceof UploadedFile) return value.bytes.length;
  return typeof value === "string" ? Buffer.byteLength(value) : 0;
}

/** Milliseconds in which the parser goes on where there is something to read. After a part with a damaged head it never does. */
const GOES_ON = 2_000;

/** Rejects where bytes of a request, or its end, are there and nobody reads them. */
function stalling({ raw }: FastifyRequest): { promise: Promise<never>; clear: () => void } {
  let before = -1;
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const { bytesRead } = raw.socket;
      const isThere = raw.readableLength > 0 || raw.complete;
      if (isThere && bytesRead === before) reject(new Error("a part has a damaged head"));
      before = bytesRead;
    }, GOES_ON / 2);
  });
  return { promise, clear: () => clearInterval(timer) };
}
