/**
 * The entry of a thread that runs one plugin.
 * @module
 */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import {
  type Activate,
  type EventRequest,
  type Face,
  FacepipeError,
  type Plugin,
  reasonOf,
  resultText,
} from "../../core/mod.ts";
import { Peer } from "./peer.ts";
import { remoteContext } from "./remote_context.ts";

const { file, name } = workerData as { readonly file: string; readonly name: string };
const peer = new Peer(parentPort!, (method, args) => plainly(() => METHODS[method]!(...args)));
let plugin: Plugin;

const METHODS: Record<string, (...args: readonly unknown[]) => unknown> = {
  activate: async () => {
    plugin = checked(await (await load())(remoteContext(name, peer)));
  },
  preprocess: (request) => plugin.preprocess(request as EventRequest, (request as EventRequest).labels ?? []),
  process: async (request, photo, face) => {
    const { bbox, faceId } = face as Face;
    const event = request as EventRequest;
    const { eventId = faceId } = event;
    return resultText(
      await plugin.process(event, photo as Uint8Array | undefined, bbox, eventId, face as Face),
    );
  },
  shutdown: async () => {
    await plugin?.shutdown?.();
    await Promise.all([printed(process.stdout), printed(process.stderr)]);
  },
};

/** Waits until what was written is out; the end of the thread would lose it. */
function printed(output: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => output.write("", () => resolve()));
}

async function load(): Promise<Activate> {
  const { activate } = (await import(pathToFileURL(file).href)) as { activate?: Activate };
  if (typeof activate === "function") return activate;
  throw new FacepipeError("BAD_PARAM", "it exports no function activate");
}

function checked(given: Plugin | undefined): Plugin {
  for (const method of ["preprocess", "process"] as const)
    if (typeof given?.[method] !== "function")
      throw new FacepipeError("BAD_PARAM", `activate gives no object with a method ${method}`);
  return given!;
}

/** Runs code of the plugin; what it throws becomes an error with one line. */
async function plainly(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    throw new FacepipeError("UNKNOWN_ERROR", lineOf(thrown));
  }
}

/** Longest reason that is passed on. */
const MAX_REASON = 500;

function lineOf(thrown: unknown): string {
  try {
    return reasonOf(thrown).split("\n")[0]!.slice(0, MAX_REASON) || "it throws";
  } catch {
    return "it throws something that cannot be shown";
  }
}
