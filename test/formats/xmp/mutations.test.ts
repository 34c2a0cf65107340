/**
 * XMP that was damaged anyhow is refused or merged, and what was merged says it all.
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FacepipeError } from "../../../core/mod.ts";
import { writeFaces } from "../../../formats/xmp/write_regions.ts";
import { seeded } from "../../tools/random_vectors.ts";

const PHOTO = { width: 100, height: 80, orientation: 6 };
const PIECES = ["<", ">", '"', "'", "&", "/", "rdf:", "\0", "<!--", "]]>", "<![CDATA[", "<?x", "=", "x"];

test("400 mutations", { timeout: 60_000 }, async () => {
  const random = seeded(8);
  const below = (limit: number) => Math.floor(random() * limit);
  const known = [{ name: "Ann", bbox: [10, 20, 50, 60] as const }, { bbox: [60, 10, 90, 60] as const }].map(
    (mark) => ({ ...mark, bbox: [...mark.bbox] as [number, number, number, number] }),
  );
  const { text = "" } = await writeFaces(undefined, known, PHOTO);
  const marks = [...known, { name: "Zoë", bbox: [61, 11, 89, 59] as [number, number, number, number] }];
  let merged = 0;
  for (let round = 0; round < 400; round++) {
    const damaged = mutate(text, below);
    try {
      const { text: written = damaged } = await writeFaces(damaged, marks, PHOTO);
      const again = await writeFaces(written, marks, PHOTO);
      assert.equal(again.text, undefined, damaged);
      merged++;
    } catch (thrown) {
      if (!(thrown instanceof FacepipeError)) throw thrown;
    }
  }
  assert.ok(merged > 100 && merged < 400, `${merged} were merged`);
});

/** Takes a piece away, writes one twice, puts one in, or takes an attribute or an element away. */
function mutate(text: string, below: (limit: number) => number): string {
  const at = below(text.length);
  const end = at + below(60);
  const kind = below(5);
  if (kind === 0) return text.slice(0, at) + text.slice(end);
  if (kind === 1) return text.slice(0, end) + text.slice(at);
  if (kind === 2) return text.slice(0, at) + PIECES[below(PIECES.length)] + text.slice(at);
  const pattern = kind === 3 ? /\s[\w:-]+="[^"]*"/g : /<([\w:-]+)[^>]*>[^<]*<\/\1>/g;
  const found = [...text.matchAll(pattern)];
  return text.replace(found[below(found.length)]![0], "");
}
