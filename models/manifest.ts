/**
 * What facepipe knows about a pack besides its networks: where the files come from, how large they
 * are, and under which licence.
 * @module
 */
import type { Calibration } from "../core/mod.ts";
import type { Family, NetworkSpec, Pack, Role } from "./pack.ts";

/** Which families can play which role. */
export const ROLE_FAMILIES: Readonly<Record<Role, readonly Family[]>> = {
  detector: ["rfb320", "yunet", "scrfd"],
  landmarks: ["landmarks68"],
  embedder: ["embedder112"],
  age: ["ssrnet_age"],
  gender: ["ssrnet_gender"],
  emotions: ["emotions7"],
  genderage: ["genderage96"],
};

/** The terms under which a pack may be used. */
export interface Licence {
  readonly name: string;
  /** Where the terms can be read. */
  readonly url?: string;
  /** Whether commercial use is allowed; absent where a user's own pack does not say. Packs with `false` are fetched only on acceptance. */
  readonly commercial?: boolean;
}

/** A file inside the tarball of an npm package. */
export interface NpmSource {
  readonly kind: "npm";
  /** `name@version`. */
  readonly package: string;
  /** What the tarball's bytes must hash to, as npm writes it: `sha512-` and base64. */
  readonly integrity: string;
  /** Size of the tarball in bytes. */
  readonly size: number;
  /** The folder of the tarball that holds the files. */
  readonly folder: string;
}

/** A zip archive; each file is its only member of that name, in whatever folder. */
export interface ZipSource {
  readonly kind: "zip";
  readonly url: string;
  readonly sha256: string;
  /** Size of the archive in bytes. */
  readonly size: number;
}

/** Single files, each at its own address. */
export interface FilesSource {
  readonly kind: "files";
  /** Address by file name. */
  readonly urls: Readonly<Record<string, string>>;
}

/** A folder of the user's, never fetched. */
export interface FolderSource {
  readonly kind: "folder";
}

/** Where the files of a pack come from. */
export type Source = NpmSource | ZipSource | FilesSource | FolderSource;

/** A network and the size of its file. */
export interface ManifestNetwork extends NetworkSpec {
  /** Size of the file in bytes. */
  readonly size: number;
}

/** A pack, where it comes from and under which licence. */
export interface Manifest extends Pack {
  /** One line for people. */
  readonly description: string;
  readonly licence: Licence;
  readonly source: Source;
  readonly networks: Partial<Record<Role, ManifestNetwork>>;
  /** The false-accept curve of the embedder, as `facepipe eval calibrate` measured it. */
  readonly calibration?: Calibration;
}

/** The networks of a pack with their roles, in the order of the manifest. */
export function networksOf(manifest: Manifest): [role: Role, network: ManifestNetwork][] {
  return Object.entries(manifest.networks) as [Role, ManifestNetwork][];
}
