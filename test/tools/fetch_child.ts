/**
 * Fetches a pack in a process of its own: `node fetch_child.js MANIFEST_JSON FOLDER`. Prints the
 * names of the fetched files.
 * @module
 */
import { fetchManifest } from "../../models/fetch_pack.ts";

const [manifest, folder] = process.argv.slice(2) as [string, string];
const { fetched } = await fetchManifest(JSON.parse(manifest), folder, { acceptLicense: true, retryMs: 10 });
process.stdout.write(`${fetched.join(" ")}\n`);
