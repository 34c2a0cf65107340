/**
 * A Vulkan driver that is a program, to run WebGPU where there is no GPU: SwiftShader, as Debian's
 * package chromium-common brings it, together with a Vulkan loader.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "/usr/lib/chromium";
const DRIVER = join(FOLDER, "vk_swiftshader_icd.json");

/** Why tests of WebGPU are skipped. */
export const NO_SWIFTSHADER = `there is no SwiftShader in ${FOLDER}; apt-get install chromium-common brings it`;

/** Variables under which a process finds SwiftShader, or undefined where it is absent. */
export function swiftshader(): Record<string, string> | undefined {
  if (!existsSync(DRIVER) || process.arch !== "x64") return undefined;
  const libraries = [FOLDER, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return { VK_DRIVER_FILES: DRIVER, VK_ICD_FILENAMES: DRIVER, LD_LIBRARY_PATH: libraries };
}
