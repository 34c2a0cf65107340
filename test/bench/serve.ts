/**
 * A server under load, on loopback: what it answers, how its memory grows, how long identification takes.
 * `node dist/test/bench/serve.js [clients] [seconds] [faces] [folder]`: by default 200 clients for 60 seconds
 * and 100,000 faces. The folder keeps the gallery for the next run; without one it is removed.
 *
 * Clients keep their connections, ask one thing after the other, and wait as long as Retry-After says where they
 * are refused. Memory is the resident set of the server's process, as Linux tells it.
 * @module
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openGalleries } from "../../cmds/mod.ts";
import { encode } from "../fuzz/raw_request.ts";
import { defaultPackFile, TEST_MODELS } from "../tools/default_pack.ts";
import { faceVectors } from "../tools/face_vectors.ts";
import { sha256 } from "../tools/noise.ts";
import { portrait } from "../tools/rest_server.ts";
import { startServe } from "../tools/serve_process.ts";

const DIMENSIONS = 512;
const FACES_OF_PERSON = 5;
const BATCH = 2_000;

/** Questions of one client before all others begin. */
const WARM_UP = 10;
const ALONE = 100;

const [clients = 200, seconds = 60, faces = 100_000] = process.argv.slice(2, 5).map(Number);
const keep = process.argv[5];
const show = (line: string) => process.stdout.write(`${line}\n`);

const folder = keep ?? mkdtempSync(join(tmpdir(), "facepipe-bench-"));
mkdirSync(folder, { recursive: true });
const db = join(folder, `galleries-${faces}.db`);
const tokenFile = join(folder, `token-${faces}`);
const token = existsSync(tokenFile) ? readFileSync(tokenFile, "utf8") : await fill();

const server = await startServe(folder, "--db", db, "--quiet");
const photo = encode({ photo: await portrait(), n: 10, threshold: "none" }, "multipart");
const url = new URL(server.address);
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Multiples of it fill the numbers from 0 to 1 evenly. */
const GOLDEN = 0.618_033_988_75;

/** What clients ask: a tenth each of the first three, three tenths, four tenths. */
const QUESTIONS = [
  { name: "identify", upTo: 0.1, method: "POST", path: "/v1/identify/", body: photo },
  { name: "detect", upTo: 0.2, method: "POST", path: "/v1/detect/", body: photo },
  { name: "add camera", upTo: 0.3, method: "POST", path: "/v1/camera/?meta=door" },
  { name: "list faces", upTo: 0.6, method: "GET", path: "/v1/faces/?limit=20" },
  { name: "list galleries", upTo: 1, method: "GET", path: "/v1/galleries/" },
] as const;

/** How one question was answered. */
interface Asked {
  readonly name: string;
  /** Error code, `done`, or what broke the connection. */
  readonly code: string;
  readonly ms: number;
}

const alone: Asked[] = [];
for (let i = 0; i < WARM_UP + ALONE; i++) alone.push(await ask(QUESTIONS[0]));
showTimes("identify, one client alone", alone.slice(WARM_UP));

const asked: Asked[] = [];
const memory: number[] = [];
const end = performance.now() + seconds * 1_000;
const watching = setInterval(() => memory.push(residentBytes()), 1_000);
await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
clearInterval(watching);
show(`\n${clients} clients, ${seconds} seconds, ${faces} faces`);
for (const { name } of QUESTIONS) {
  const own = asked.filter((one) => one.name === name);
  const codes = [...new Set(own.map(({ code }) => code))];
  const counts = codes.map((code) => `${code} ${own.filter((one) => one.code === code).length}`);
  showTimes(
    `${name}: ${counts.join(", ")}`,
    own.filter(({ code }) => code === "done"),
  );
}
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
const third = Math.floor(memory.length / 3);
const median = (list: readonly number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const parts = [memory.slice(0, third), memory.slice(third, 2 * third), memory.slice(2 * third)];
show(
  `memory by thirds of the time: ${parts.map((part) => mebibytes(median(part))).join(", ")}; at most ${mebibytes(Math.max(...memory))}`,
);
show(`ended with ${await server.stop()}`);
agent.destroy();
if (keep === undefined) rmSync(folder, { recursive: true });

/** Asks one thing after the other; the sequence follows from the client's number. */
async function client(number: number): Promise<void> {
  for (let i = number; performance.now() < end; i++) {
    const place = (i * GOLDEN) % 1;
    const question = QUESTIONS.find(({ upTo }) => place < upTo)!;
    const one = await ask(question);
    asked.push(one);
    if (one.code === "OVER_CAPACITY") await sleep(1_000);
  }
}

function ask({ name, method, path, ...rest }: (typeof QUESTIONS)[number]): Promise<Asked> {
  const begun = performance.now();
  const body = "body" in rest ? rest.body : undefined;
  const headers = {
    authorization: `Bearer ${token}`,
    ...body?.headers,
    ...(body && { "content-length": String(body.body.length) }),
  };
  return new Promise((resolve) => {
    const settle = (code: string) => resolve({ name, code, ms: performance.now() - begun });
    const asking = request(
      { agent, host: url.hostname, port: url.port, method, path, headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => settle(response.statusCode! < 300 ? "done" : JSON.parse(text).code));
        response.on("error", (error) => settle(error.message));
      },
    );
    asking.on("error", (error) => settle(error.message));
    asking.end(body?.body);
  });
}

function residentBytes(): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

function showTimes(what: string, list: readonly Asked[]): void {
  const times = list.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) =>
    `${(times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(1)} ms`;
  show(`${what}; p50 ${at(0.5)}, p99 ${at(0.99)}`);
}

/** Makes the gallery, of vectors as the default pack makes them. */
async function fill(): Promise<string> {
  const embedder = `default@${sha256(await defaultPackFile("fr_feature.onnx")).slice(0, 12)}`;
  const galleries = await openGalleries({ db, modelsDir: TEST_MODELS });
  const { user, token } = await galleries.documents.users.add({ name: "bench" });
  const gallery = galleries.client(user).gallery("default");
  await gallery.create();
  const { data } = faceVectors(faces, Math.ceil(faces / FACES_OF_PERSON), DIMENSIONS);
  for (let i = 0; i < faces; i += BATCH) {
    const count = Math.min(BATCH, faces - i);
    await gallery.addAll(
      Array.from({ length: count }, (_, k) => ({
        id: BigInt(i + k + 1),
        source: { embedder, embedding: data.slice((i + k) * DIMENSIONS, (i + k + 1) * DIMENSIONS) },
      })),
    );
  }
  await galleries.close();
  writeFileSync(tokenFile, token, { mode: 0o600 });
  return token;
}
