/**
 * The scripts of examples/ that spread the work: each gives what one process gives.
 * @module
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT } from "./tools/paths.ts";
import { has } from "./tools/programs.ts";
import { type Outcome, scratch, sh } from "./tools/shell.ts";
import { hasSsh, NO_SSH, type SshHost, startSshHost } from "./tools/ssh_host.ts";

const EXAMPLES = join(ROOT, "examples");
const folder = scratch();
const there = scratch();
const settings = scratch();

const hasParallel = has("parallel", "--version");
const NO_PARALLEL = "GNU parallel is not here; apt-get install parallel brings it";

/** Runs a script that must succeed. */
async function ok(script: string, env: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await sh(`set -e; PATH="$EXAMPLES:$PATH"; ${script}`, folder, { EXAMPLES, ...env });
  assert.equal(outcome.rc, 0, outcome.stderr);
  return outcome;
}

function read(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

/** Records without the counts at the end of each part. */
function records(...files: string[]): string[] {
  const lines = files.flatMap((file) => read(file).trimEnd().split("\n"));
  return lines.filter((line) => !line.startsWith('{"kind":"end"'));
}

function tree(name: string): string[] {
  return readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).sort();
}

before(async () => {
  await ok('mkdir -p photos/trip photos/home; cp "$SAMPLES"/sample[123].jpg photos/trip');
  await ok('cp "$SAMPLES"/sample[456].jpg photos/home; echo broken > photos/home/broken.jpg');
  // The broken photo makes the exit code 3, and must stop none of the scripts.
  const { rc } = await sh("scan photos | detect | tee faces | group | place out > one", folder);
  assert.equal(rc, 3);
});

test("every script is sound bash", () => {
  for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith(".sh"))) {
    execFileSync("bash", ["-n", join(EXAMPLES, name)]);
    assert.ok(statSync(join(EXAMPLES, name)).mode & 0o100, `${name} is not executable`);
  }
});

describe("parallel.sh", { skip: hasParallel ? false : NO_PARALLEL }, () => {
  test("gives the records of one process, byte for byte", async () => {
    const script = "parallel.sh photos out > parallel || [ $? -eq 3 ]";
    await ok(script, { PHOTOS_A_JOB: "2", JOBS: "2", RECORDS: "by-jobs" });
    assert.ok(read("parallel") === read("one"));
    assert.ok(records("by-jobs").join() === records("faces").join());
  });
});

const canSsh = hasParallel && hasSsh();
describe("parallel_ssh.sh", { skip: canSsh ? false : hasParallel ? NO_SSH : NO_PARALLEL }, () => {
  let host: SshHost;
  before(async () => {
    host = await startSshHost(settings, there);
  });
  after(() => host?.close());

  test("gives the records of one process, byte for byte, from hosts without the photos", async () => {
    const script = `parallel_ssh.sh photos out ${host.name} ${host.name} > by-ssh || [ $? -eq 3 ]`;
    await ok(script, { PHOTOS_A_JOB: "2", PARALLEL_SSH: host.client, RECORDS: "by-hosts" });
    assert.ok(read("by-ssh") === read("one"));
    assert.ok(records("by-hosts").join() === records("faces").join());
    assert.ok(!existsSync(join(there, "photos")));
  });

  test("a host that fails stops everything, and no end is claimed", async () => {
    const env = { EXAMPLES, PARALLEL_SSH: host.client, DETECT: "detect --model nonexistent" };
    const { rc } = await sh(`"$EXAMPLES"/parallel_ssh.sh photos out-failed ${host.name}`, folder, env);
    assert.notEqual(rc, 0);
    assert.ok(!existsSync(join(folder, "out-failed")));
  });
});

describe("gpu_host.sh", { skip: hasSsh() ? false : NO_SSH }, () => {
  test("gives the records of one process from a host without the photos", async () => {
    const host = await startSshHost(scratch(), scratch());
    try {
      const script = `gpu_host.sh photos gpu-out ${host.name} > by-gpu || [ $? -eq 3 ]`;
      await ok(script, { SSH: host.client, DETECT: "detect" });
      assert.ok(read("by-gpu").replaceAll("gpu-out/", "out/") === read("one"));
    } finally {
      host.close();
    }
  });
});

describe("shards", () => {
  test("shard.sh three times and join_shards.sh give the records of one process", async () => {
    await ok("for part in 3 1 2; do shard.sh $part 3 photos parts; done");
    const first = statSync(join(folder, "parts/part-1-of-3.ndjson"));
    assert.equal(first.mode & 0o777, 0o600);
    await ok("shard.sh 1 3 photos parts; join_shards.sh 3 parts out > joined || [ $? -eq 3 ]");
    assert.equal(statSync(join(folder, "parts/part-1-of-3.ndjson")).mtimeMs, first.mtimeMs, "it was done");
    const parts = [1, 2, 3].map((part) => `parts/part-${part}-of-3.ndjson`);
    assert.ok(
      records(...parts)
        .sort()
        .join() === records("faces").sort().join(),
    );
    assert.ok(records("joined").sort().join() === records("one").sort().join());
  });

  test("slurm_array.sh runs the part that Slurm names", async () => {
    const slurm = { SLURM_ARRAY_TASK_ID: "2", SLURM_ARRAY_TASK_COUNT: "3", SLURM_CPUS_PER_TASK: "1" };
    const [photos, parts] = [join(folder, "photos"), join(folder, "slurm")];
    await ok('cd "$ROOT"; examples/slurm_array.sh', { ...slurm, PHOTOS: photos, PARTS: parts });
    const found = records("slurm/part-2-of-3.ndjson").map((line) => line.replaceAll(photos, "photos"));
    assert.ok(found.length > 0 && found.every((line) => records("faces").includes(line)));
  });

  test("parts that are missing or cut short are refused", async () => {
    rmSync(join(folder, "parts/part-2-of-3.ndjson"));
    const { rc, stderr } = await sh('"$EXAMPLES"/join_shards.sh 3 parts out-missing', folder, { EXAMPLES });
    assert.equal(rc, 4);
    assert.match(stderr, /part-2-of-3\.ndjson is missing or not whole/);
    assert.ok(!existsSync(join(folder, "out-missing")));
  });

  const yaml = has("python3", "-c", "import yaml");
  test("kubernetes_job.yaml is YAML, and its pods run shard.sh", {
    skip: yaml ? false : "python3-yaml is absent",
  }, () => {
    const load = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    const job = JSON.parse(
      execFileSync("python3", ["-c", load, join(EXAMPLES, "kubernetes_job.yaml")], { encoding: "utf8" }),
    );
    assert.deepEqual([job.apiVersion, job.kind, job.spec.completionMode], ["batch/v1", "Job", "Indexed"]);
    const [{ command, env, volumeMounts }] = job.spec.template.spec.containers;
    const parts = env.find(({ name }: { name: string }) => name === "PARTS").value;
    assert.equal(Number(parts), job.spec.completions);
    assert.deepEqual(command.slice(0, 2), ["sh", "-c"]);
    const shown = execFileSync("sh", ["-c", command[2].replace("exec", "echo")], {
      encoding: "utf8",
      env: { JOB_COMPLETION_INDEX: "0", PARTS: parts },
    });
    assert.equal(shown, `examples/shard.sh 1 ${parts} /photos /parts\n`);
    const volumes = job.spec.template.spec.volumes.map(({ name }: { name: string }) => name);
    assert.deepEqual(volumeMounts.map(({ name }: { name: string }) => name).sort(), volumes.sort());
  });
});

describe("Makefile", { skip: has("make", "--version") ? false : "there is no make" }, () => {
  const make = 'make -f "$EXAMPLES"/Makefile PHOTOS=photos OUT=people';

  test("places what one process places", async () => {
    await ok(make);
    assert.deepEqual(tree("people/latest"), tree("out"));
  });

  test("looks for faces only in the folder that changed", async () => {
    const { stdout: nothing } = await ok(make);
    assert.doesNotMatch(nothing, /detect|group/);
    const later = new Date(Date.now() + 5000);
    utimesSync(join(folder, "photos/trip/sample1.jpg"), later, later);
    const { stdout } = await ok(make);
    assert.match(stdout, /scan photos\/trip \| detect/);
    assert.doesNotMatch(stdout, /scan photos\/home/);
  });

  test("a folder that goes takes its people along", async () => {
    await ok(`mkdir away; mv photos/home away; ${make}`);
    const home = ["sample4.jpg", "sample5.jpg", "sample6.jpg"];
    assert.ok(!tree("people/latest").some((file) => home.some((name) => file.endsWith(name))));
    await ok("mv away/home photos");
  });
});
