/**
 * A process that ends with exit code 7 while its threads open and run networks, `argv[2]`
 * milliseconds after its start.
 * @module
 */
import { openAnalyzer } from "../../models/mod.ts";
import { defaultPack } from "./networks.ts";
import { noisePicture } from "./pictures.ts";

setTimeout(() => process.exit(7), Number(process.argv[2]));

const pack = await defaultPack();
const analyzer = await openAnalyzer({ detector: pack, features: { pack, wanted: ["emotions"] }, workers: 3 });
const image = noisePicture(640, 480, 1);
const work = async (): Promise<void> => {
  for (;;) {
    await analyzer.detector!.get(image);
    await analyzer.features!.estimate(image, [[0, 0, 100, 100]], ["emotions"]);
  }
};
await Promise.all([work(), work(), work()]);
