/**
 * Messages to people and to the programs that watch, on stderr: a sentence on a terminal, a JSON
 * object a line elsewhere.
 * @module
 */
import { type FacepipeError, type Failure, named } from "../core/mod.ts";
import { visible } from "./visible.ts";

/** How many failed items are printed one by one; the rest are only counted. */
const SHOWN_FAILURES = 20;

/** How messages are printed. */
export interface MessageOptions {
  readonly terminal: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly write: (text: string) => void;
}

/** Prints the messages of one command. */
export class Messages {
  readonly #name: string;
  readonly #terminal: boolean;
  readonly #quiet: boolean;
  readonly #verbose: boolean;
  readonly #write: (text: string) => void;
  #failures = 0;
  #silent = false;

  constructor(name: string, options: MessageOptions) {
    this.#name = name;
    this.#terminal = options.terminal;
    this.#quiet = options.quiet;
    this.#verbose = options.verbose && !options.quiet;
    this.#write = options.write;
  }

  /** Prints nothing from here on. */
  silence(): void {
    this.#silent = true;
  }

  /** Something that people may want to know. */
  note(message: string): void {
    if (!this.#quiet) this.#print("note", { message }, message);
  }

  /** Something that people want to know who ask for it. */
  detail(message: string): void {
    if (this.#verbose) this.note(message);
  }

  /** Something that is probably not as it should be. */
  warning(message: string): void {
    if (!this.#quiet) this.#print("warning", { message }, `warning: ${message}`);
  }

  /** The error that ends the command. */
  error(error: FacepipeError): void {
    const { code, message, param, value } = error;
    this.#print("error", { code, reason: message, param, value }, message);
  }

  /** One item that failed; the first few are shown. */
  failure({ code, reason, path, faceId, param, value }: Failure): void {
    this.#failures++;
    if (this.#failures > SHOWN_FAILURES && !this.#verbose) return;
    this.#print("failure", { code, reason, path, faceId, param, value }, reason);
  }

  /** How many failures were not shown, if any were. */
  finish(): void {
    const hidden = this.#verbose ? 0 : this.#failures - SHOWN_FAILURES;
    if (hidden > 0)
      this.warning(
        `${hidden} more ${named(hidden, "item")} failed; ${hidden === 1 ? "its error record is" : "their error records are"} in the output`,
      );
  }

  #print(level: string, details: object, sentence: string): void {
    if (this.#silent) return;
    const line = this.#terminal
      ? `${this.#name}: ${sentence}`
      : JSON.stringify({ level, command: this.#name, ...details });
    this.#write(`${visible(line)}\n`);
  }
}
