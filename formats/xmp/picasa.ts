/**
 * Faces that Picasa named, in the `.picasa.ini` of their folder.
 * @module
 */
import { basename, extname } from "node:path";
import type { Box, MarkedFace } from "../../core/mod.ts";
import { type MarkedFaces, MOST_FACES } from "./read_regions.ts";

/** Names of the file; the second is of versions before 3. */
export const PICASA_FILES = [".picasa.ini", "Picasa.ini"] as const;

/** Who nobody is. */
const NOBODY = "ffffffffffffffff";

/**
 * Picasa marks photos as they are stored, but RAW photos as it shows them. ExifTool's
 * `picasa_faces.config` has found that out, and these extensions.
 */
const RAW = new Set(
  "3fr arw cr2 crw cs1 dcr dng eip erf iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f".split(
    " ",
  ),
);

/** The lines of each section of a `.picasa.ini`, by key. */
export type PicasaFolder = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the sections of a `.picasa.ini`; lines that are none of its own are left out. */
export function readPicasaIni(text: string): PicasaFolder {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const name = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const end = line.indexOf("=");
    if (end > 0) section.set(line.slice(0, end), line.slice(end + 1));
  }
  return sections;
}

/** The faces of a photo in a folder; those without a name as well. */
export function picasaFaces(folder: PicasaFolder, path: string): MarkedFaces {
  const faces: MarkedFace[] = [];
  const marked = folder.get(basename(path))?.get("faces") ?? "";
  for (const face of marked.split(";", MOST_FACES)) {
    const [, digits, id = ""] = /^rect64\(([0-9a-f]{1,16})\),([0-9a-f]{1,16})$/i.exec(face.trim()) ?? [];
    if (digits === undefined) continue;
    const name = id === NOBODY ? undefined : nameOf(folder, id);
    faces.push({ box: boxOf(digits), ...(name === undefined ? {} : { name }) });
  }
  const isRaw = RAW.has(extname(path).slice(1).toLowerCase());
  return { frame: isRaw ? "upright" : undefined, faces };
}

/** Left, top, right and bottom, 16 bits each. */
function boxOf(digits: string): Box {
  const bits = BigInt(`0x${digits}`);
  return [48n, 32n, 16n, 0n].map((shift) => Number((bits >> shift) & 0xffffn) / 0xffff) as Box;
}

/** Folders carry the names of their contacts, each as `id=name;email;…`. */
function nameOf(folder: PicasaFolder, id: string): string | undefined {
  const contact = folder.get("Contacts2")?.get(id) ?? "";
  return contact.split(";")[0]!.trim() || undefined;
}
