/**
 * What servers say of the requests that they answered.
 * @module
 */
import type { RequestLog } from "../formats/mod.ts";

/**
 * Writes a line for each request on standard error: a sentence on a terminal, JSON elsewhere.
 *
 * @param command Name of the command that answers.
 */
export function requestLog(command: string): (entry: RequestLog) => void {
  return (entry) => {
    const { time, method, route, status, ms, code = "" } = entry;
    const line = process.stderr.isTTY
      ? `${time} ${method} ${route} ${status} ${ms} ms ${code}`.trimEnd()
      : JSON.stringify({ level: "request", command, ...entry });
    process.stderr.write(`${line}\n`);
  };
}
