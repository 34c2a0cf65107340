/**
 * A user's own pack: a folder with a `pack.json` beside its networks.
 *
 * ```json
 * {
 *   "name": "mine",
 *   "licence": { "name": "MIT", "commercial": true },
 *   "networks": {
 *     "detector": { "file": "scrfd.onnx", "family": "scrfd" },
 *     "embedder": {
 *       "file": "arcface.onnx", "family": "embedder112",
 *       "input": { "channels": "rgb", "mean": 127.5, "scale": 127.5 }
 *     }
 *   }
 * }
 * ```
 *
 * `name`, `description`, `licence`, `calibration` and each network's `sha256` and `input` may be left
 * out. `calibration` is what `facepipe eval calibrate` prints.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { CALIBRATED_RATES, type Calibration, calibrationFault, modelError, reasonOf } from "../core/mod.ts";
import { sha256OfFile } from "./hash_file.ts";
import { JsonField } from "./json_field.ts";
import type { Licence, Manifest, ManifestNetwork } from "./manifest.ts";
import { ROLE_FAMILIES } from "./manifest.ts";
import type { NetworkInput, Role } from "./pack.ts";

/** Far above any real one; a mistaken path must not fill the memory. */
const MAX_MANIFEST_BYTES = 1 << 20;

/** A pack and the folder of its files. */
export interface FoundPack {
  readonly manifest: Manifest;
  readonly folder: string;
}

/**
 * Reads the pack in a folder, or the `pack.json` that `path` names, and checks that its files are
 * there. The sha256 of a network that states none is computed.
 *
 * @throws FacepipeError (exit 5) that names the file and the field.
 */
export async function readUserPack(path: string): Promise<FoundPack> {
  const file = await manifestPath(path);
  try {
    const folder = resolve(dirname(file));
    const document = new JsonField(parseJson(await readBounded(file)));
    return { manifest: await parsePack(document, folder), folder };
  } catch (error) {
    throw modelError(`Cannot use model pack ${file}: ${reasonOf(error)}`, "MALFORMED_REQUEST", error);
  }
}

async function manifestPath(path: string): Promise<string> {
  const stats = await stat(path).catch((error: unknown) => {
    throw modelError(`Cannot use model pack ${path}: ${reasonOf(error)}`, "NOT_FOUND", error);
  });
  return stats.isDirectory() ? join(path, "pack.json") : path;
}

async function readBounded(file: string): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile()) throw new Error("it is not a regular file");
  if (stats.size > MAX_MANIFEST_BYTES) throw new Error("it is larger than 1 MiB");
  return readFile(file, "utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${reasonOf(error)}`, { cause: error });
  }
}

async function parsePack(document: JsonField, folder: string): Promise<Manifest> {
  const fields = document.object(["name", "description", "licence", "networks", "calibration"]);
  const roles = Object.keys(ROLE_FAMILIES) as Role[];
  const stated = fields.networks.object(roles);
  const networks: Partial<Record<Role, ManifestNetwork>> = {};
  for (const role of roles) {
    if (stated[role].exists) networks[role] = await parseNetwork(stated[role], role, folder);
  }
  if (Object.keys(networks).length === 0) fields.networks.refuse("it is empty", roles);
  return {
    name: fields.name.exists ? parseName(fields.name) : basename(folder),
    description: fields.description.exists ? fields.description.string() : `networks in ${folder}`,
    licence: fields.licence.exists ? parseLicence(fields.licence) : { name: "not stated" },
    source: { kind: "folder" },
    networks,
    ...(fields.calibration.exists ? { calibration: parseCalibration(fields.calibration) } : {}),
  };
}

function parseCalibration(field: JsonField): Calibration {
  const fields = field.object(CALIBRATED_RATES);
  const stated = CALIBRATED_RATES.filter((rate) => fields[rate].exists);
  const calibration = Object.fromEntries(stated.map((rate) => [rate, fields[rate].number()]));
  const fault = calibrationFault(calibration as unknown as Calibration);
  return fault ? fields[fault.rate].refuse(fault.reason) : (calibration as unknown as Calibration);
}

function parseName(field: JsonField): string {
  return field.string(/^[\w.-]{1,64}$/, "expected letters, digits, dots, dashes and underscores");
}

function parseLicence(field: JsonField): Licence {
  const { name, url, commercial } = field.object(["name", "url", "commercial"]);
  return {
    name: name.string(),
    ...(url.exists ? { url: url.string() } : {}),
    ...(commercial.exists ? { commercial: commercial.boolean() } : {}),
  };
}

async function parseNetwork(field: JsonField, role: Role, folder: string): Promise<ManifestNetwork> {
  const { file, family, sha256, input } = field.object(["file", "family", "sha256", "input"]);
  const path = insideFolder(file, folder);
  const size = await sizeOf(path, file);
  return {
    file: file.string(),
    size,
    family: family.oneOf(ROLE_FAMILIES[role]),
    sha256: sha256.exists ? parseSha256(sha256) : await sha256OfFile(path),
    ...(input.exists ? { input: parseInput(input) } : {}),
  };
}

/** Links inside the folder are followed: whoever owns the folder made them. */
function insideFolder(field: JsonField, folder: string): string {
  const path = resolve(folder, field.string());
  const way = relative(folder, path);
  const outside = way === "" || way.split(/[\\/]/)[0] === ".." || isAbsolute(way);
  return outside ? field.refuse("it lies outside the folder of the pack") : path;
}

async function sizeOf(path: string, field: JsonField): Promise<number> {
  const stats = await stat(path).catch((error: unknown) => field.refuse(reasonOf(error)));
  return stats.isFile() ? stats.size : field.refuse("it is not a regular file");
}

function parseSha256(field: JsonField): string {
  return field.string(/^[0-9a-f]{64}$/i, "expected 64 hex digits").toLowerCase();
}

function parseInput(field: JsonField): NetworkInput {
  const { channels, mean, scale } = field.object(["channels", "mean", "scale"]);
  if (scale.number() === 0) scale.refuse("it must not be 0");
  return { channels: channels.oneOf(["rgb", "bgr"]), mean: mean.number(), scale: scale.number() };
}
