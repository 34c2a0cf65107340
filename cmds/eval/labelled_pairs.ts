/**
 * Labelled pairs of photos, with the similarity of their faces.
 * @module
 */
import { type ExitCode, type MainFace, mainFace, type ScoredPair, scorePairs } from "../../core/mod.ts";
import type { Context } from "../command.ts";
import type { EvalArgs } from "./eval_options.ts";
import { findFaces } from "./find_faces.ts";
import { matchPhotos, pathResolver, requiredFile } from "./labelled_photos.ts";

/** What {@linkcode scoreLabelledPairs} reads. */
export type PairArgs = EvalArgs & { readonly pairs: string | undefined; readonly mainFace: MainFace };

/** The pairs of `--pairs` with the similarities of the main faces of their photos. */
export async function scoreLabelledPairs(
  args: PairArgs,
  context: Context,
): Promise<{ scored: ScoredPair[]; exit: ExitCode }> {
  const file = requiredFile("--pairs", args.pairs);
  const { readPairs } = await import("../../formats/mod.ts");
  const absolute = pathResolver(args, file);
  const pairs = (await readPairs(file)).map(({ left, right, same }) => ({
    left: absolute(left),
    right: absolute(right),
    same,
  }));
  const photos = [...new Set(pairs.flatMap(({ left, right }) => [left, right]))].sort();
  const wanted = { photos, total: photos.length, embed: true, minConfidence: 0 };
  const { faces, exit } = await findFaces(args, context, wanted);
  const mains = new Map(
    [...matchPhotos(photos, faces, context)].flatMap(([path, { photo = {}, faces }]) => {
      const face = mainFace(faces, photo, args.mainFace);
      return face ? [[path, face]] : [];
    }),
  );
  return { scored: scorePairs(pairs, mains), exit };
}
