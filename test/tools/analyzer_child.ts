/**
 * A process that looks at a photo with all networks of the default pack and does not close them:
 * prints the number of faces, and has to end by itself, quietly.
 * @module
 */
import { openAnalyzer } from "../../models/mod.ts";
import { decodePhoto, defaultPack, SAMPLE_PATHS } from "./networks.ts";

const pack = await defaultPack();
const analyzer = await openAnalyzer({
  detector: pack,
  embedder: pack,
  features: { pack, wanted: ["age", "gender", "emotions"] },
  workers: 2,
});
const image = await decodePhoto(SAMPLE_PATHS[0]!, 640);
const faces = await analyzer.detector!.get(image);
const estimates = await analyzer.features!.estimate(
  image,
  faces.map((face) => face.bbox),
  ["age"],
);
process.stdout.write(`${faces.length} ${estimates.length}\n`);
