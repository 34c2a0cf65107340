/**
 * What `facepipe doctor` finds on this machine.
 * @module
 */
import { execFile } from "node:child_process";
import { availableParallelism, freemem, totalmem } from "node:os";
import { promisify } from "node:util";
import { reasonOf } from "../../core/mod.ts";
import type { ImageSupport } from "../../formats/mod.ts";
import type { PackListing, RuntimeState } from "../../models/mod.ts";
import { VERSION } from "../version.ts";

const execute = promisify(execFile);

/** How long a tool may take to tell its version, in milliseconds. */
const PATIENCE_MS = 5000;

/** Programs that some uses of facepipe can make use of, and how each tells its version. */
const TOOLS = [
  { name: "exiftool", flag: "-ver", use: "reads and writes the metadata of photos" },
  { name: "ffmpeg", flag: "-version", use: "takes pictures out of videos" },
] as const;

/** A program that need not be there. */
export interface Tool {
  readonly name: string;
  /** Absent where the program is. */
  readonly version?: string;
  readonly use: string;
}

/** A part that could not be looked at, and why. */
export interface Broken {
  readonly error: string;
}

/** Everything that `doctor` tells. */
export interface Report {
  readonly facepipe: string;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number };
  readonly runtime: RuntimeState | Broken;
  readonly images: ImageSupport | Broken;
  readonly models: {
    readonly folder: string;
    readonly packs: readonly Pick<PackListing, "name" | "installed">[];
  };
  readonly tools: readonly Tool[];
}

/** Looks at this machine; what is broken is part of the report. */
export async function lookAround(modelsDir: string | undefined): Promise<Report> {
  const { inspectRuntime, listPacks, modelsFolder } = await import("../../models/mod.ts");
  const { imageSupport } = await import("../../formats/mod.ts");
  const packs = await listPacks({ dir: modelsDir });
  return {
    facepipe: VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    runtime: await inspectRuntime().catch(broken),
    images: await imageSupport().catch(broken),
    models: {
      folder: modelsFolder(modelsDir),
      packs: packs.map(({ name, installed }) => ({ name, installed })),
    },
    tools: await Promise.all(TOOLS.map(async (tool) => toolState(tool))),
  };
}

function broken(error: unknown): Broken {
  return { error: reasonOf(error) };
}

async function toolState({ name, flag, use }: (typeof TOOLS)[number]): Promise<Tool> {
  try {
    const { stdout } = await execute(name, [flag], { timeout: PATIENCE_MS });
    const version = /\d+(\.\d+)+/.exec(stdout)?.[0] ?? "unknown";
    return { name, version, use };
  } catch {
    return { name, use };
  }
}
