/**
 * Part of the build: makes the bins executable, since the compiler does not.
 * @module
 */
import { chmodSync, readdirSync } from "node:fs";

const bins = new URL("../../cmds/bin/", import.meta.url);
for (const name of readdirSync(bins)) if (name.endsWith(".js")) chmodSync(new URL(name, bins), 0o755);
