/**
 * Tells by its first bytes what a stream is, mistakes included.
 * @module
 */
import type { ByteSource } from "./byte_source.ts";

/** What a stream turned out to be. */
export type Recognised =
  | { readonly is: "ndjson" | "arrow" | "empty" }
  | { readonly is: "foreign"; readonly what: string; readonly advice?: string };

const SHOW_PHOTOS = "`scan` makes records of photos";
const UNPACK = "unpack it first";
const STREAM = "write it as an Arrow IPC stream";

/** First bytes, as a Latin-1 string, of what people pipe by mistake. The first that fits counts. */
const FOREIGN: readonly (readonly [start: string, what: string, advice?: string])[] = [
  ["ARROW1", "an Arrow file", STREAM],
  ["FEA1", "a Feather file", STREAM],
  ["PAR1", "a Parquet file", STREAM],
  ["\x1f\x8b", "packed with gzip", UNPACK],
  ["\x28\xb5\x2f\xfd", "packed with zstd", UNPACK],
  ["\xfd7zXZ", "packed with xz", UNPACK],
  ["BZh", "packed with bzip2", UNPACK],
  ["PK\x03\x04", "a ZIP archive", UNPACK],
  ["\xff\xd8\xff", "a JPEG picture", SHOW_PHOTOS],
  ["\x89PNG", "a PNG picture", SHOW_PHOTOS],
  ["GIF8", "a GIF picture", SHOW_PHOTOS],
  ["RIFF", "a WebP picture", SHOW_PHOTOS],
  ["SQLite format 3", "an SQLite database"],
  ["\xff\xfe", "text in UTF-16", "write it in UTF-8"],
  ["\xfe\xff", "text in UTF-16", "write it in UTF-8"],
  ["[", "a JSON list", "write one object a line, as `jq -c '.[]'` does"],
];

const LONGEST_START = 16;

/** Looks at the first bytes without reading them. NDJSON is told by one, so that no live stream waits for more. */
export async function recognise(source: ByteSource): Promise<Recognised> {
  const first = (await source.peek(1))[0];
  if (first === undefined) return { is: "empty" };
  if (first === 0x7b) return { is: "ndjson" };
  const start = Buffer.from(await source.peek(LONGEST_START)).toString("latin1");
  if (start.startsWith("\xff\xff\xff\xff")) return { is: "arrow" };
  const foreign = FOREIGN.find(([magic]) => start.startsWith(magic));
  if (foreign === undefined) return { is: "ndjson" };
  const [, what, advice] = foreign;
  return { is: "foreign", what, ...(advice === undefined ? {} : { advice }) };
}
