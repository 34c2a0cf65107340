/**
 * Standard input and output as byte streams that honour backpressure and closed pipes.
 * @module
 */
import { write } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf, storageError } from "../core/mod.ts";

const STDOUT = 1;

/** The program downstream has closed the pipe. */
export class ClosedPipe extends Error {}

/**
 * Writes bytes to standard output and waits until they are taken.
 *
 * process.stdout is not used, since it blocks the whole process while a pipe is full.
 *
 * @throws ClosedPipe where nobody reads any more; FacepipeError (exit 6) where the disk is full.
 */
export async function writeStdout(bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += await writeSome(bytes, offset);
    } catch (error) {
      await waitOrThrow(error as NodeJS.ErrnoException);
    }
  }
}

function writeSome(bytes: Uint8Array, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(STDOUT, bytes, offset, bytes.length - offset, null, (error, written) =>
      error ? reject(error) : resolve(written),
    );
  });
}

async function waitOrThrow(error: NodeJS.ErrnoException): Promise<void> {
  // The pipe is full and its other end made it non-blocking (ssh does).
  if (error.code === "EAGAIN") return sleep(2);
  if (error.code === "EPIPE") throw new ClosedPipe();
  throw storageError(`Cannot write to standard output: ${reasonOf(error)}`, error);
}

/** Standard input, chunk by chunk. */
export async function* readStdin(): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of process.stdin) yield chunk as Uint8Array;
  } catch (error) {
    throw storageError(`Cannot read standard input: ${reasonOf(error)}`, error);
  }
}
