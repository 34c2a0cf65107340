/**
 * What a command is: its options, help and examples beside a thin shell around a stage.
 * @module
 */
import type { ExitCode, FaceRecord, Stage } from "../core/mod.ts";
import {
  COMMON_OPTIONS,
  type Options,
  OUTPUT_OPTIONS,
  type Positional,
  SINK_OPTIONS,
  type ValuesOf,
} from "./option.ts";
import type { Progress } from "./progress.ts";

/** What a running command gets from the shell around it. */
export interface Context {
  /** Aborted on Ctrl-C; long loops outside the record stream should look at it. */
  readonly signal: AbortSignal;
  /** Prints a note to people, on stderr. */
  note(message: string): void;
  /** The same, for those who ask for it with `--verbose`. */
  detail(message: string): void;
  /** Draws a line on a terminal; does nothing elsewhere. */
  readonly progress: Progress;
  /** Registers what to close, on every exit, last registered first. */
  onExit(close: () => void | Promise<void>): void;
  /** Sets the exit code of a command in which nothing fails; the last word counts. Default: 0. */
  outcome(code: ExitCode): void;
  /** Every command there is, for those that speak of others. */
  readonly commands: readonly CommandEntry[];
  /** Bytes of standard input, for commands that read it themselves (file lists). */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes to standard output, for tools. */
  print(text: string): Promise<void>;
}

/** Positional arguments by name. */
export interface Positionals {
  readonly [name: string]: string[];
}

interface Shared<O extends Options> {
  readonly name: string;
  readonly describe: string;
  /** More help, after the options. */
  readonly details?: string;
  readonly positionals?: readonly Positional[];
  readonly options: O;
  /** Command lines (`$0` stands for the program) with what they do. */
  readonly examples: readonly (readonly [command: string, what: string])[];
}

/** The arguments of a command: its options, and the positionals as lists of strings. */
export type ArgsOf<O extends Options> = ValuesOf<O> &
  ValuesOf<typeof COMMON_OPTIONS> & { readonly _: Positionals };
type RecordArgs<O extends Options> = ArgsOf<O> & ValuesOf<typeof OUTPUT_OPTIONS>;

/** A command that makes records from nothing but its arguments. */
export interface SourceCommand<O extends Options = Options> extends Shared<O> {
  readonly type: "source";
  /** As for a {@linkcode StageCommand}. */
  readonly sink?: boolean;
  /** Milliseconds that the command gets to end by itself when its signal fires. Default: none. */
  grace?(args: RecordArgs<O>): number;
  source(args: RecordArgs<O>, context: Context): Promise<AsyncIterable<FaceRecord>>;
}

/** A command that reads records and writes records. */
export interface StageCommand<O extends Options = Options> extends Shared<O> {
  readonly type: "stage";
  /** True where the work matters more than the output: it goes on when the pipe downstream closes, and prints no records on a terminal. */
  readonly sink?: boolean;
  /** What runs in its place where the arguments ask for work that reads no records. */
  instead?(args: RecordArgs<O>): SourceCommand | undefined;
  /** True where the stage must not run on a stream that may have been cut short. */
  needsEnd?(args: RecordArgs<O>): boolean;
  stage(args: RecordArgs<O>, context: Context): Promise<Stage>;
}

/** A command that neither reads nor writes records by itself. */
export interface ToolCommand<O extends Options = Options> extends Shared<O> {
  readonly type: "tool";
  /** True where the command ends by itself when its signal fires; a second signal still ends it at once. */
  readonly graceful?: boolean;
  run(args: ArgsOf<O>, context: Context): Promise<ExitCode>;
}

/** A command that only holds others, such as `models`. */
export interface CommandGroup {
  readonly type: "group";
  readonly name: string;
  readonly describe: string;
  readonly commands: readonly CommandEntry[];
}

/** A command that can be run, as opposed to a group of commands. */
export type Runnable = SourceCommand | StageCommand | ToolCommand;

/** Any command. */
export type Command = Runnable | CommandGroup;

/** A command that is loaded when it is needed. */
export interface CommandEntry {
  readonly name: string;
  /** True where it has an executable of its own, such as `scan`. */
  readonly bare?: boolean;
  load(): Promise<Command>;
}

type Body<C> = Omit<C, "type">;

/** Defines a {@linkcode SourceCommand}. */
export function defineSource<const O extends Options>(body: Body<SourceCommand<O>>): SourceCommand {
  return { type: "source", ...body } as unknown as SourceCommand;
}

/** Defines a {@linkcode StageCommand}. */
export function defineStage<const O extends Options>(body: Body<StageCommand<O>>): StageCommand {
  return { type: "stage", ...body } as unknown as StageCommand;
}

/** Defines a {@linkcode ToolCommand}. */
export function defineTool<const O extends Options>(body: Body<ToolCommand<O>>): ToolCommand {
  return { type: "tool", ...body } as unknown as ToolCommand;
}

/** Defines a {@linkcode CommandGroup}. */
export function defineGroup(body: Body<CommandGroup>): CommandGroup {
  return { type: "group", ...body };
}

/** All options of a command: its own, then those of every command. */
export function optionsOf(command: Runnable): Options {
  const output = command.type === "tool" ? {} : OUTPUT_OPTIONS;
  const sink = command.type !== "tool" && command.sink ? SINK_OPTIONS : {};
  return { ...command.options, ...sink, ...output, ...COMMON_OPTIONS };
}
