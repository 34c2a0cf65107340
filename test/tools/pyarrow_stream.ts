/**
 * Arrow streams that pyarrow 25 wrote. The first has other column types than ours, made by
 *
 * ```python
 * import pyarrow as pa, pyarrow.ipc as ipc
 * table = pa.table({
 *     "rank": pa.array([7, None], pa.int16()),
 *     "kind": pa.array(["photo", "face"], pa.large_string()),
 *     "path": pa.array(["a.jpg", "a.jpg"]).dictionary_encode(),
 *     "faceId": pa.array([None, "0123456789abcdef-0"]),
 *     "width": pa.array([640.0, None], pa.float32()),
 *     "size": pa.array([2**53 - 1, None], pa.uint64()),
 *     "bbox": pa.array([None, [1, 2, 3, 4]], pa.list_(pa.float32())),
 *     "landmarks": pa.array(
 *         [None, [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10.5]]], pa.list_(pa.list_(pa.float64(), 2))
 *     ),
 *     "embedding": pa.array([None, [0.6, 0.8]], pa.large_list(pa.float64())),
 *     "elected": pa.array([None, True]),
 *     "labels": pa.array([None, ["a", "ö"]], pa.large_list(pa.string())),
 *     "features": pa.array([None, {"age": 31, "emotions": [0.5, 0.25]}]),
 *     "matches": pa.array([None, [{"id": "x"}, {"id": "y"}]]),
 *     "crop": pa.array([None, b"\x01\x02"], pa.large_binary()),
 *     "nothing": pa.nulls(2),
 *     "raw": pa.array([b"\xff", None]),
 * })
 * with ipc.new_stream("foreign.arrow", table.schema) as writer:
 *     writer.write_table(table)
 * ```
 *
 * and packed with gzip.
 * @module
 */
import { gunzipSync } from "node:zlib";

const PACKED = [
  "H4sIAAAAAAACA61WPWxTSRCefbYTBxnp6QjIQpGIEEgU3MnAAaayixRGQieEKFJQ8Oz3EvuS2JbxKQFRpEhBQZGCIiCKVChligil",
  "QiegcEFBQZGCIhIU0FFQnHSJ383sz3nf8B4Op1tpMrueb775dna9ThiG4ZkMgAs0DkEORiADWZzhEGlIo3v4dxiSJ8xrnKygFdH2",
  "UgA9tEdoRbQNB6CCNoH2WgCk0VYwZxrtLJrhImLiGtef0cB06HiLsIXxTYURhMlbmFG0ZqtbbzRn4T1idhTuCMeRr3VabTnfQ8ye",
  "xOWo3oSOC12fOBe8bq0e3IEC4s4q7OE4LM0b3WCBeG8hblphM3wvDuF8gGWM39d8pO+UxlB8SWvOos0EXvePDgrAsYX4TUvvpKXB",
  "4IOFVrfRakr8R8TuKnwqrg9G74t9wjiQk144cf33ZgP4S3KBKOOfosIejevFCNq8Vw3mUUUdcf7+oBdJGlYR81DhRuLONpgPat3A",
  "h23EbFm1eQ/GZA+qge/TTQD4hNiP+8N78LKveuD2k/s7JvfV9Be8zhw1eAqxZYV3eR/yjP8GfpfobNv94Vp+C5WWp/3ku0nzarVF",
  "VwXeIK53AN5nklfA1/7gnCcY9k7jXkAnmMUVnSOd9alwwG3j8WmAxYbfrUv8iMQT/80w/rwpPuPVgqt0/xHjYpTyRvFlcXFX6p0R",
  "Gdpf0eq/0db2sJS851n5SVZ/vhqqe0n4HZy/U/XH4/Y312j6aq7eL6prNNBKa5C94fU7XnNO1c+hjcr6BHY1BsuGG/p8aORwpl7M",
  "nGQHJy1jBq9eUrUP88bmEZnWkWv6cwGDkYLkkWU+Y8UE4wEL4/3ye3tW669kbP3HovpTaXme1x2THdU7n1J6HYv/ItNg6zO9dZkm",
  "s85rf0b7Me2LDF9kvGVWr/LvftSY1v4n7dsMv8T4lln8AdO5xuLrrN4m07vJ8v9k+T2Wv8Pyk9bXTb9ElK8gov2ssItg1kbPNMu/",
  "zdZ1tm4z/geM36zNftZE9C6vM74Nlr/B9G2z+Dbj77F4j+XvsHq7LP8Ly09aG7y58ObeZ50ov+uw+8zwBYYvOlH+CovTOG7li6gM",
  "gCFr8R/X6SF8GRY/dMD6P6rvR/ngf87neCchLqz/X/iba79n7Xqr26IfxiH1zXtVOHf+wq8XL10uXvGqNT+Y+bnA78fklL0O5TiR",
  "yDs41+WSej7LaMtlJ0G3/haUos9tVntX+3Ht89pPaD+p/UntT39Th+u8IMeH0pPHND6XkvoO3+mfsN4b79Xz2LwT3+3/rt7v25Iz",
  "pI5ZL909mD4R8/22f69D6xzJ/wPQLTvFmA0AAA==",
].join("");

/** The bytes of the stream. */
export const PYARROW_STREAM: Buffer = gunzipSync(Buffer.from(PACKED, "base64"));

/**
 * 64 rows of `{"kind": "photo", "path": "a.jpg"}`, written by pyarrow with
 * `options=ipc.IpcWriteOptions(compression="lz4")`, and packed with gzip.
 */
const PACKED_LZ4 = [
  "H4sIAAAAAAACA+3TL0gDURzA8d/m3Zxy6IEXJv5BpjCDCho0aDiLCCKsWCxzILgpbAMXLMJY0WDQYrFYLBaLxWKxWCwWDRaLCBaL",
  "xXJ+37u3YxtYzD743Hu/x/t3v3cXBEFwLiKuqNItjiTEliQtSswiFqIkT8s8ReLwTfuZ+Qy01fyU6RNTV/LVgmrfM8YVj/kJ6dQr",
  "uma/cN5g27ydYmkzbFtRP0sE79SeiR12C0/q6BWlw9LrHMclKg49rj53OObQ7OWZ80u0Z7hPQn4vA7GwHjF1xvQvx1rHNeLG+EK8",
  "dbw05a+5tMeWmW+lV1Mbfp2wpkJbX5JIr3mNfgxjFOOYxAzmsIBFLGEFWaxhHTmoHBdRwi72sI86DnCEE5ziDOozucAlrnCNG9zi",
  "Tl0zHvCIJ7zgFW/4wCe+8K2u07xiF3rQhxSGkEYGE5jGLObhN6fab82P+oxylUK5WrYlGMvq1n8e/5jH/NR2ZUvnUbei/0/VP49E",
  "lNwwBAAA",
].join("");

/** A stream with a compressed batch. */
export const COMPRESSED_STREAM: Buffer = gunzipSync(Buffer.from(PACKED_LZ4, "base64"));
