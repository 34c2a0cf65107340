/**
 * What a caller can ask of `place`.
 * @module
 */
import { join } from "node:path";
import { DEFAULT_LAYOUT, type PlacementRules, parseLayout, safeName, usageError } from "../../core/mod.ts";
import { SIDECAR_NAMES } from "../xmp/sidecars.ts";

/** How photos get into their folders. */
export const PLACE_MODES = ["copy", "hardlink", "symlink", "reflink", "move"] as const;

/** One of the {@linkcode PLACE_MODES}. */
export type PlaceMode = (typeof PLACE_MODES)[number];

/** Where XMP can go: into files beside photos, under either name, or into the photos. */
export const XMP_PLACES = [...SIDECAR_NAMES, "file"] as const;

/** One of the {@linkcode XMP_PLACES}. */
export type XmpPlace = (typeof XMP_PLACES)[number];

/** Modes in which a placed file shares nothing with its original. */
const COPYING: readonly PlaceMode[] = ["copy", "reflink"];

/** Options of {@linkcode placePhotos}. */
export interface PlaceOptions {
  /**
   * `copy` (default): independent files. `hardlink`: further names of the originals. `symlink`:
   * relative symbolic links, so that photos and folders can move together. `reflink`: copies that
   * share their blocks until one is changed. `move`: as `copy`, then the originals are removed.
   * Photos are read and compared with their sha256, but for `hardlink`, `symlink` and `reflink`
   * only where size or time are not as scanned.
   */
  mode?: PlaceMode | undefined;
  /** Place into a subfolder of this name. */
  session?: string | undefined;
  /** Photos with at least so many faces go to `group_photos` as well; 0: none do. Default: 4. */
  groupPhotos?: number | undefined;
  /**
   * Give each person's folder the photo of their best face once more, as `_representative`. One
   * from an earlier run stays; a better one gets digits of its sha256. Default: false.
   */
  representative?: boolean | undefined;
  /** Place photos with faces that have no person into `unknown`. Default: false. */
  unknown?: boolean | undefined;
  /** Place photos without faces into `no_faces`. Default: false. */
  noFaces?: boolean | undefined;
  /** Folders and names, see {@linkcode parseLayout}. Default: `{person}/{name}`. */
  layout?: string | undefined;
  /**
   * Write who is on each placed photo into an XMP file beside it: `full` calls it `a.jpg.xmp`, `stem`
   * `a.xmp`, unless two photos of a folder would share that. `file` has ExifTool write it into the
   * placed copies themselves, in the modes that make copies. Default: write nothing.
   */
  xmp?: XmpPlace | undefined;
  /** Tell what would be placed where, and change nothing. Default: false. */
  dryRun?: boolean | undefined;
  /** Told after each photo how many are done, of how many. */
  onPhoto?: ((done: number, total: number) => void) | undefined;
  /** Told what is unusual and hinders nothing. */
  onNote?: ((message: string) => void) | undefined;
  /** Ends the run between two photos when it is aborted; what was begun is finished or undone. */
  signal?: AbortSignal | undefined;
}

/** Checked options with their defaults. */
export interface PlaceSettings extends Required<PlacementRules> {
  /** The folder that gets the persons' folders, as the caller spelt it. */
  root: string;
  mode: PlaceMode;
  xmp: XmpPlace | undefined;
  dryRun: boolean;
  onPhoto: (done: number, total: number) => void;
  onNote: (message: string) => void;
  signal: AbortSignal | undefined;
}

/** Checks options; throws usage errors that name them as the command does. */
export function checkPlaceOptions(out: string, options: PlaceOptions): PlaceSettings {
  const { mode = "copy", session, groupPhotos = 4, xmp } = options;
  const layout = parseLayout(options.layout ?? DEFAULT_LAYOUT);
  if (options.representative && layout.personLevel === undefined) {
    throw usageError("--representative", undefined, "the layout has no folder for a person");
  }
  if (out === "" || out.includes("\0")) throw usageError("<out>", undefined, "expected the name of a folder");
  if (!PLACE_MODES.includes(mode)) throw usageError("--mode", mode, `expected ${PLACE_MODES.join(", ")}`);
  if (xmp !== undefined && !XMP_PLACES.includes(xmp)) {
    throw usageError("--xmp", xmp, `expected ${XMP_PLACES.join(", ")}`);
  }
  if (xmp === "file" && !COPYING.includes(mode)) {
    throw usageError("--xmp", xmp, `--mode ${mode} makes no copies of the originals, which stay as they are`);
  }
  if (session !== undefined && safeName(session) !== session) {
    throw usageError("--session", session, "expected a name that can be a folder on every system");
  }
  if (!Number.isSafeInteger(groupPhotos) || groupPhotos < 0) {
    throw usageError("--group-photos", groupPhotos, "expected a whole number, 0 for none");
  }
  return {
    root: session === undefined ? out : join(out, session),
    mode,
    layout,
    xmp,
    groupPhotos,
    representative: options.representative ?? false,
    unknown: options.unknown ?? false,
    noFaces: options.noFaces ?? false,
    dryRun: options.dryRun ?? false,
    onPhoto: options.onPhoto ?? (() => undefined),
    onNote: options.onNote ?? (() => undefined),
    signal: options.signal,
  };
}
