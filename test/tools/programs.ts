/**
 * Programs of the system that some tests need.
 * @module
 */
import { execFileSync } from "node:child_process";

/** Whether a program is installed, and takes these arguments. */
export function has(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
