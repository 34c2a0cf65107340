/**
 * Programs of the system that some tests need.
 * @module
 */
import { execFileSync } from "node:child_process";

/** Programs that scripts of the tests use and not every machine has, with the Debian packages that bring them. */
const PACKAGES: Readonly<Record<string, string>> = {
  exiftool: "libimage-exiftool-perl",
  ffmpeg: "ffmpeg",
  "heif-enc": "libheif-examples",
  jq: "jq",
  make: "make",
  parallel: "parallel",
};

const known = new Map<string, boolean>();

/** Whether a program is installed, and takes these arguments. */
export function has(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Why a script cannot run here: the first program that it uses and that is not installed. False
 * where it can, as the `skip` of a test wants it.
 */
export function skipWithout(script: string): string | false {
  for (const [program, debian] of Object.entries(PACKAGES)) {
    if (!new RegExp(`(^|[^\\w./-])${program}\\b(?![./-])`, "m").test(script) || isThere(program)) continue;
    return `${program} is not here; apt-get install ${debian} brings it`;
  }
  return false;
}

function isThere(program: string): boolean {
  const answer = known.get(program) ?? has("sh", "-c", `command -v ${program}`);
  known.set(program, answer);
  return answer;
}
