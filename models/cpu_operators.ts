/**
 * Which operators of a network a device would leave to the CPU, as ONNX Runtime's own profile of
 * one run says.
 * @module
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSession, runSession } from "./runtime.ts";

/** One entry of a profile. */
interface Event {
  readonly name: string;
  readonly args?: { readonly provider?: string; readonly op_name?: string };
}

/**
 * The operators in words, such as `49 ConvInteger, 1 MatMulInteger`, the most frequent first.
 *
 * @param model Bytes of an ONNX file.
 * @param executionProviders Those of the device.
 * @param sides Sides of its input.
 */
export async function operatorsOnCpu(
  model: Uint8Array,
  executionProviders: { name: string }[],
  sides: readonly number[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "facepipe-profile-"));
  try {
    const profileFilePrefix = join(folder, "run");
    const session = await createSession(model, {
      executionProviders,
      enableProfiling: true,
      profileFilePrefix,
    });
    const length = sides.reduce((product, side) => product * side, 1);
    await runSession(session, new Float32Array(length), sides);
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    return inWords(JSON.parse(await readFile(join(folder, file!), "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function inWords(events: readonly Event[]): string {
  const counts = new Map<string, number>();
  for (const { name, args } of events) {
    if (args?.provider !== "CPUExecutionProvider" || !name.endsWith("_kernel_time")) continue;
    const operator = args.op_name ?? "unknown";
    counts.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.map(([operator, count]) => `${count} ${operator}`).join(", ");
}
