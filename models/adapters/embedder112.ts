/**
 * Embedders that read an aligned face of 112 × 112 pixels: MobileFaceNet, ArcFace, SFace.
 * @module
 */
import { ALIGNED_SIZE, FacepipeError, fillPlanes, type Normalisation } from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { Embedder } from "./adapter.ts";

/** ArcFace's, the commonest. */
const DEFAULT_INPUT: Normalisation = { channels: "rgb", mean: 127.5, scale: 127.5 };

/** Opens an embedder. */
export async function openEmbedder112(network: LoadedNetwork): Promise<Embedder> {
  const dims = [1, 3, ALIGNED_SIZE, ALIGNED_SIZE];
  const session = await openSession(network, { input: dims, outputs: [null] });
  const planes = new Float32Array(3 * ALIGNED_SIZE * ALIGNED_SIZE);
  const input = network.spec.input ?? DEFAULT_INPUT;
  return {
    async embed(aligned) {
      if (aligned.width !== ALIGNED_SIZE || aligned.height !== ALIGNED_SIZE) {
        const size = `${aligned.width} × ${aligned.height}`;
        throw new FacepipeError(
          "EXTRACTION_ERROR",
          `Cannot embed a face: expected 112 × 112 pixels, found ${size}`,
        );
      }
      fillPlanes(planes, ALIGNED_SIZE, ALIGNED_SIZE, aligned, input);
      const [vector] = [...(await session.run(planes, dims)).values()];
      return vector!;
    },
  };
}
