/**
 * Runs one command as a process: signals, streams, messages and the exit code.
 * @module
 */
import { fstatSync } from "node:fs";
import {
  asFacepipeError,
  EXIT,
  type ExitCode,
  exitCodeOf,
  type FaceRecord,
  failureOf,
  newReport,
  orLate,
  runStage,
  type StageReport,
} from "../core/mod.ts";
// Not formats/mod.ts, which loads what light commands do not need.
import { readRecords, writeRecords } from "../formats/record_stream.ts";
import type { ArgsOf, CommandEntry, Context, Runnable, SourceCommand, StageCommand } from "./command.ts";
import { Interruption } from "./interruption.ts";
import { Messages } from "./messages.ts";
import type { Options } from "./option.ts";
import { NO_PROGRESS, progressLine } from "./progress.ts";
import { ClosedPipe, readStdin, writeStdout } from "./standard_io.ts";
import { Summary } from "./summary.ts";

type Args = ArgsOf<Options> & { format: "ndjson" | "arrow"; json?: boolean };

/** How long cleaning up may take after an interruption. */
const CLEANUP_MS = 3000;

/** How long a stage that gives up waits for the stage after it to hear of it. */
const TELL_MS = 1000;

/**
 * Runs a command with parsed arguments and gives its exit code. Never throws.
 *
 * @param name What names it in messages and records, such as `models fetch`.
 * @param command What to run.
 * @param values Parsed arguments, as from `parseArgs`.
 * @param commands Every command there is.
 */
export async function runCommand(
  name: string,
  command: Runnable,
  values: Record<string, unknown>,
  commands: readonly CommandEntry[] = [],
): Promise<ExitCode> {
  const args = values as unknown as Args;
  const shell = new Shell(name, command, args, commands, graceOf(command, args));
  try {
    if (command.type === "tool") {
      const running = command.run(args, shell.context);
      return await (command.graceful ? running : shell.interruptible(running));
    }
    return await shell.pump(command, args);
  } catch (thrown) {
    return shell.fail(thrown);
  } finally {
    await shell.close();
  }
}

/** Reports a command line that cannot be run: a message, and an error record for the stages after it. */
export async function refuse(name: string, command: Runnable, thrown: unknown): Promise<ExitCode> {
  const shell = new Shell(name, command, { quiet: false, verbose: false }, []);
  const code = shell.fail(thrown);
  if (command.type !== "tool" && !process.stdout.isTTY) await shell.tellDownstream(thrown);
  await shell.close();
  return code;
}

function graceOf(command: Runnable, args: Args): number {
  return (command.type === "source" && command.grace?.(args as never)) || 0;
}

/**
 * True where a progress line helps and harms nothing: not over records on the same terminal, and
 * not from the light first stage of a pipe, whose neighbours draw on that terminal too.
 */
function drawsProgress(command: Runnable): boolean {
  if (!process.stderr.isTTY) return false;
  if (command.type === "tool" || command.sink) return true;
  return !process.stdout.isTTY && !(command.type === "source" && fstatSync(1).isFIFO());
}

class Shell {
  readonly context: Context;
  readonly #name: string;
  readonly #messages: Messages;
  readonly #interruption: Interruption;
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #summary = new Summary();
  #outcome: ExitCode = EXIT.done;

  constructor(
    name: string,
    command: Runnable,
    { quiet, verbose }: Pick<Args, "quiet" | "verbose">,
    commands: readonly CommandEntry[],
    grace = 0,
  ) {
    this.#interruption = new Interruption(grace);
    const draw = (text: string) => void process.stderr.write(text);
    this.#name = name;
    const progress = drawsProgress(command) && !quiet ? progressLine(name, draw) : NO_PROGRESS;
    const write = (text: string) => {
      progress.clear();
      draw(text);
    };
    this.#messages = new Messages(name, {
      terminal: process.stderr.isTTY === true,
      quiet,
      verbose,
      write,
    });
    this.context = {
      signal: this.#interruption.signal,
      note: (message) => this.#messages.note(message),
      detail: (message) => this.#messages.detail(message),
      progress,
      onExit: (close) => void this.#closers.push(close),
      outcome: (code) => {
        this.#outcome = code;
      },
      commands,
      stdin: readStdin(),
      print: (text) => writeStdout(Buffer.from(text)),
    };
  }

  /** Waits for work, but no longer than until Ctrl-C. */
  interruptible<T>(work: Promise<T>): Promise<T> {
    return this.#interruption.whileRunning(work);
  }

  /** Runs a source or a stage from standard input to standard output. */
  async pump(command: SourceCommand | StageCommand, args: Args): Promise<ExitCode> {
    const report = newReport(command.type);
    const records = this.#watch(await this.#open(command, args, report), command.type === "source");
    const silent = command.sink === true && (process.stdout.isTTY === true || args.json === true);
    const output = writeRecords(records, args.format)[Symbol.asyncIterator]();
    let closed = silent;
    for (;;) {
      const next = await this.#next(output, closed || args.format !== "ndjson");
      if (next.done) break;
      if (closed) continue;
      closed = await this.interruptible(this.#write(next.value));
      if (closed && !command.sink) return this.#leaveQuietly(output);
    }
    const failed = this.#conclude(command, report);
    await this.#sumUp(command, args, failed === undefined);
    return failed ?? (exitCodeOf(report) || this.#outcome);
  }

  /** Nobody reads any more: what is still in work is dropped, and its failures concern nobody. */
  #leaveQuietly(output: AsyncIterator<Uint8Array>): ExitCode {
    this.#messages.silence();
    output.return?.().catch(() => {});
    return EXIT.done;
  }

  /** Writes the error record of a command that gives up, for the stages after it; waits for no reader. */
  async tellDownstream(thrown: unknown): Promise<void> {
    await orLate(this.#writeFailure(thrown), TELL_MS);
  }

  async #writeFailure(thrown: unknown): Promise<void> {
    const record = { ...failureOf(this.#name, thrown), fatal: true };
    const one = (async function* (): AsyncIterable<FaceRecord> {
      yield record;
    })();
    for await (const bytes of writeRecords(one, "ndjson")) await this.#write(bytes);
  }

  /** Says what ended the command, and gives its exit code. */
  fail(thrown: unknown): ExitCode {
    if (thrown instanceof ClosedPipe) return EXIT.done;
    const error = asFacepipeError(thrown);
    this.context.progress.finish();
    if (error.exit !== EXIT.interrupted) this.#messages.error(error);
    if (error.exit === EXIT.internal && process.env.FACEPIPE_DEBUG)
      process.stderr.write(`${(error.cause as Error)?.stack}\n`);
    // The command is over: what its work in flight still says concerns nobody.
    this.#messages.silence();
    // A wrong parameter that ends the whole command was the caller's, not one item's.
    return error.code === "BAD_PARAM" && error.exit === EXIT.someFailed ? EXIT.usage : error.exit;
  }

  /** Closes what the command opened, last opened first. */
  async close(): Promise<void> {
    this.context.progress.finish();
    const closing = (async () => {
      for (const close of this.#closers.reverse()) await close();
    })();
    const closed = await orLate(closing, CLEANUP_MS).catch((thrown) => this.fail(thrown));
    if (closed === "late") this.#interruption.endNow();
  }

  async #open(
    command: SourceCommand | StageCommand,
    args: Args,
    report: StageReport,
  ): Promise<AsyncIterable<FaceRecord>> {
    const nothing = (async function* () {})();
    const { context } = this;
    try {
      if (command.type === "source") {
        const source = await this.interruptible(command.source(args, context));
        return runStage(this.#name, () => source, nothing, report);
      }
      const stage = await this.interruptible(command.stage(args, context));
      return runStage(this.#name, stage, readRecords(context.stdin), report, command.needsEnd?.(args));
    } catch (thrown) {
      // The stages after this one must hear of it, or they would take an empty stream for a finished one.
      return runStage(this.#name, () => failed(thrown), nothing, report);
    }
  }

  /** The next bytes; after Ctrl-C the stages after this one are told that it gave up. */
  async #next(
    output: AsyncIterator<Uint8Array>,
    mute: boolean,
  ): Promise<IteratorResult<Uint8Array, unknown>> {
    try {
      return await this.interruptible(output.next());
    } catch (thrown) {
      if (!mute) await this.tellDownstream(thrown);
      throw thrown;
    }
  }

  /** Prints the failures that no stage before this one has printed. */
  async *#watch(records: AsyncIterable<FaceRecord>, isSource: boolean): AsyncIterable<FaceRecord> {
    for await (const record of records) {
      this.#summary.add(record);
      if (record.kind === "error" && !record.fatal && (isSource || record.stage === this.#name)) {
        this.#messages.failure(record);
      }
      yield record;
    }
  }

  /** Says in numbers what was done: to those who asked, and to people who see no records. */
  async #sumUp(command: SourceCommand | StageCommand, { json }: Args, complete: boolean): Promise<void> {
    const summary = this.#summary;
    if (command.sink && json)
      await this.#write(Buffer.from(`${JSON.stringify(summary.object(this.#name, complete))}\n`));
    else if (complete && command.sink && process.stderr.isTTY) this.#messages.note(summary.sentence());
    else if (complete) this.#messages.detail(summary.sentence());
  }

  /** True where nobody reads any more. */
  async #write(bytes: Uint8Array): Promise<boolean> {
    try {
      await writeStdout(bytes);
      return false;
    } catch (thrown) {
      if (thrown instanceof ClosedPipe) return true;
      throw thrown;
    }
  }

  /** Says how it ended; the exit code of what ended it early, if anything did. */
  #conclude(command: Runnable, report: StageReport): ExitCode | undefined {
    this.context.progress.finish();
    this.#messages.finish();
    if (report.fatal) return this.fail(report.fatal);
    if (command.type === "stage" && !report.inputEnded) {
      this.#messages.warning(
        "the input has no end record: the stage before may have been cut short, or a filter dropped it",
      );
    }
    return undefined;
  }
}

function failed(thrown: unknown): AsyncIterable<FaceRecord> {
  return {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(thrown) }),
  };
}
