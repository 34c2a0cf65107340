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

/** The parts of a multipart body. A name that comes several times is a list. */
async function partsOf(request: FastifyRequest, { photoBytes }: ServerLimits): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown[]>();
  const limits = {
    fileSize: photoBytes,
    files: MAX_FILES,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    fieldNameSize: MAX_FIELD_NAME,
    parts: MAX_FIELDS + MAX_FILES,
  };
  for await (const part of wellFormed(request.parts({ limits }))) {
    const { fieldname } = part;
    if (part.type === "field" && (part.valueTruncated || part.fieldnameTruncated))
      throw new FacepipeError("OVER_CAPACITY", "Cannot read the body: a field is too large", {
        param: fieldname,
      });
    const value = part.type === "file" ? new UploadedFile(await part.toBuffer()) : part.value;
    found.set(fieldname, [...(found.get(fieldname) ?? []), value]);
  }
  return new Map([...found].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** The parts; what the parser says of a body that is none is the caller's doing. */
async function* wellFormed<T>(parts: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* parts;
  } catch (cause) {
    if (!(cause instanceof Error) || "statusCode" in cause) throw cause;
    throw new FacepipeError("MALFORMED_REQUEST", `Cannot read the body: ${cause.message}`, { cause });
  }
}
