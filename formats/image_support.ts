/**
 * Which picture files can be read here.
 * @module
 */

/** RAW photos, which are read through their previews. */
const RAW_FORMATS = ["arw", "cr2", "cr3", "dng", "nef"];

/** What the decoder is and reads. */
export interface ImageSupport {
  /** Version of sharp. */
  readonly sharp: string;
  /** Version of libvips, which sharp stands on. */
  readonly libvips: string;
  /** Names of the formats that can be read, sorted. */
  readonly formats: readonly string[];
}

/** Asks sharp what it was built with, and looks for what else reads photos. */
export async function imageSupport(): Promise<ImageSupport> {
  const { default: sharp } = await import("sharp");
  const readable = Object.values(sharp.format).filter(({ id, input }) => input.buffer && id !== "raw");
  // The container has two codecs, and most builds read only one of them.
  const nameOf = (id: string, suffixes: readonly string[] = []) =>
    id === "heif" && !suffixes.includes(".heic") ? "avif" : id;
  return {
    sharp: sharp.versions.sharp ?? "unknown",
    libvips: sharp.versions.vips,
    formats: [
      ...readable.map(({ id, input }) => nameOf(id, input.fileSuffix)),
      ...RAW_FORMATS,
      ...(hasHeicDecode() ? ["heic"] : []),
    ].sort(),
  };
}

function hasHeicDecode(): boolean {
  try {
    import.meta.resolve("heic-decode");
    return true;
  } catch {
    return false;
  }
}
