/**
 * `detect` against the machine's own limit: the sum of pure decoding and pure inference over the cores.
 * @module
 */
import { inScratch, largePhotos, SAMPLE_FILES } from "./tools/albums.ts";
import { measureShares } from "./tools/limit.ts";
import type { Measure, Row } from "./tools/measure.ts";

const WANTED = "at most 1.25";

async function rowsOf(name: string, paths: readonly string[], rounds: number): Promise<Row[]> {
  const { wall, cpu, decoding, inference, limit, pureCpu, faces } = await measureShares(paths, rounds);
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return [
    {
      what: `detect, ${name}, ${faces.toFixed(1)} faces a photo`,
      figure: `${ms(wall)} a photo`,
      against: `limit ${ms(limit)}: decoding ${ms(decoding)}, inference ${ms(inference)}, over the cores`,
      ratio: wall / limit,
      wanted: WANTED,
    },
    {
      what: `its processor time, ${name}`,
      figure: ms(cpu),
      against: `that of decoding and inference ${ms(pureCpu)}`,
      ratio: cpu / pureCpu,
    },
  ];
}

export const limit: Measure = {
  name: "limit",
  describe: "detect against pure decoding and inference",
  run: () =>
    inScratch(async (folder) => [
      ...(await rowsOf("samples, 300 photos", SAMPLE_FILES, 50)),
      ...(await rowsOf("12 megapixels, 72 photos", await largePhotos(folder), 12)),
    ]),
};
