/**
 * `facepipe camera add`: a camera.
 * @module
 */
import { EXIT, type NewCamera, usageError } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { openStore, STORE_OPTIONS } from "../gallery/store_options.ts";

export default defineTool({
  name: "add",
  describe: "Add a camera, and print its id",
  options: {
    description: { type: "string", describe: "What it is, such as front door" },
    url: { type: "string", describe: "Where its pictures come from" },
    detector: { type: "string", describe: "Pack of the detector for its pictures" },
    rot: {
      type: "string",
      choices: ["0", "90", "180", "270"],
      default: "0",
      describe: "Turn of its pictures",
    },
    roi: { type: "string", describe: "Part of the picture to look at: width,height,left,top in pixels" },
    disabled: { type: "boolean", describe: "Do not use it yet" },
    ...STORE_OPTIONS,
  },
  examples: [["$0 --description 'front door' --rot 90", "a camera that hangs sideways"]],
  async run({ description, url, detector, rot, roi, disabled, ...args }, context) {
    const camera: NewCamera = {
      enabled: !disabled,
      rot: Number(rot) as NonNullable<NewCamera["rot"]>,
      ...(description !== undefined && { meta: description }),
      ...(url !== undefined && { url }),
      ...(detector !== undefined && { detector }),
      ...(roi !== undefined && { roi: parseRoi(roi) }),
    };
    const { documents, user } = await openStore(args, context, true);
    const added = await documents.cameras.add(user, camera);
    await context.print(`${added._id}\n`);
    return EXIT.done;
  },
});

function parseRoi(text: string): [number, number, number, number] {
  const numbers = text.split(",").map(Number);
  if (numbers.length === 4 && numbers.every((n, i) => Number.isSafeInteger(n) && n >= (i < 2 ? 1 : 0)))
    return numbers as [number, number, number, number];
  throw usageError("--roi", text, "expected width,height,left,top in pixels, such as 640,480,0,120");
}
