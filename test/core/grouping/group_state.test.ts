import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ConstraintRule,
  type Face,
  type FaceRecord,
  type GroupOptions,
  groupFaces,
  groupMetrics,
  knownPeople,
} from "../../../core/mod.ts";
import { faceVectors } from "../../tools/face_vectors.ts";
import {
  assertHonoured,
  faceAt as at,
  faceOf,
  linesOf,
  MemoryState,
  personsOf,
  randomConstraints,
  randomFaces,
} from "../../tools/people.ts";
import { seeded, shuffled } from "../../tools/random_vectors.ts";
import { run, streamOf } from "../../tools/stages.ts";

const ALBUM = [at("a", 0), at("b", 2), at("c", 4), at("e", 90), at("f", 92), at("h", 180)];

/** Runs `group` with a state and returns, for each person, the faces. */
async function people(
  state: MemoryState,
  faces: readonly FaceRecord[],
  options: Omit<GroupOptions, "constraints"> = {},
  ...rules: ConstraintRule[]
): Promise<Record<string, string>> {
  const records = await run(
    groupFaces({ threshold: 0.9, constraints: linesOf(...rules), state, ...options }),
    faces,
  );
  const byPerson = new Map<string, string>();
  for (const [face, person = "-"] of personsOf(records)) {
    byPerson.set(person, (byPerson.get(person) ?? "") + face);
  }
  return Object.fromEntries([...byPerson].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the state remembers: faces by id, and by name where there is one. */
function remembered({ people }: MemoryState): Record<string, string> {
  return Object.fromEntries(
    people!.people.map(({ id, name, faces }) => [name === undefined ? id : `${id} ${name}`, faces.join("")]),
  );
}

const FIRST = { "person-0001": "abc", "person-0002": "ef", "person-0003": "h" };

test("a first run is the same with a state, and repeating it changes nothing", async () => {
  const state = new MemoryState();
  const plain = await run(groupFaces({ threshold: 0.9 }), ALBUM);
  assert.deepEqual(await run(groupFaces({ threshold: 0.9, state }), ALBUM), plain);
  const before = structuredClone(state.people);
  assert.deepEqual(await run(groupFaces({ threshold: 0.9, state }), ALBUM), plain);
  assert.deepEqual(state.people, before);
  assert.deepEqual(await people(state, ALBUM.toReversed().slice(0, 4)), {
    "person-0001": "c",
    "person-0002": "fe",
    "person-0003": "h",
  });
  assert.deepEqual(state.people, before, "half the album leaves everything as it was");
});

test("new faces join people, who keep their ids though others outgrow them, or found new ones", async () => {
  const state = new MemoryState();
  await people(state, ALBUM);
  const more = [at("i", 178), at("j", 182), at("k", 184), at("l", 3), at("m", 270)];
  const expected = {
    "person-0001": "abcl",
    "person-0002": "ef",
    "person-0003": "hijk",
    "person-0004": "m",
  };
  assert.deepEqual(await people(state, [...ALBUM, ...more]), expected);
  const other = new MemoryState();
  await people(other, ALBUM);
  assert.deepEqual(
    await people(other, more),
    { "person-0001": "l", "person-0003": "ijk", "person-0004": "m" },
    "the faces of earlier runs need not be there",
  );
  assert.deepEqual(remembered(other), expected);
});

test("scores and sizes count faces that are only remembered", async () => {
  const state = new MemoryState();
  await people(state, [at("a", 0), at("b", 0)]);
  const [face] = await run(groupFaces({ threshold: 0.9, state, minFaces: 3 }), [at("c", 10)]);
  assert.ok(face?.kind === "face");
  assert.deepEqual([face.person, face.personScore], ["person-0001", 0.984808]);
});

test("ids of people whose faces are gone are not given to others", async () => {
  const state = new MemoryState();
  await people(state, ALBUM, { forget: true });
  assert.deepEqual(await people(state, ALBUM.slice(0, 3), { forget: true }), { "person-0001": "abc" });
  assert.deepEqual(remembered(state), { "person-0001": "abc" });
  assert.deepEqual(await people(state, ALBUM), {
    "person-0001": "abc",
    "person-0004": "ef",
    "person-0005": "h",
  });
});

test("without forgetting, people come back with their photos", async () => {
  const state = new MemoryState();
  await people(state, ALBUM);
  await people(state, ALBUM.slice(0, 3));
  assert.deepEqual(await people(state, ALBUM), FIRST);
});

test("photos that were edited, and so have other face ids, stay with their people", async () => {
  const edited = [at("r", 1), at("s", 3), at("t", 5), at("u", 91), at("v", 93), at("w", 181)];
  const expected = { "person-0001": "rst", "person-0002": "uv", "person-0003": "w" };
  for (const regroup of [false, true]) {
    const state = new MemoryState();
    await people(state, ALBUM);
    assert.deepEqual(await people(state, edited, { regroup, forget: true }), expected);
    assert.deepEqual(remembered(state), expected);
  }
});

test("a new face that bridges two people makes them one, under the id of the larger", async () => {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const state = new MemoryState();
  // cos 30° = 0.866 keeps them apart; with c the means are 0.966 and (0.866 + 0.966) / 2.
  await people(state, [at("a", 0), at("b", 30), at("z", 30)]);
  assert.deepEqual(remembered(state), { "person-0001": "bz", "person-0002": "a" });
  assert.deepEqual(await people(state, [at("c", 15), at("d", 15)], { note }), { "person-0001": "cd" });
  assert.deepEqual(remembered(state), { "person-0001": "abcdz" });
  assert.deepEqual(notes, ["new faces show that people are the same: person-0002 is person-0001"]);
});

test("no new face makes one person of two with different names, or of two whom a constraint parts", async () => {
  const bridge = [at("c", 15), at("d", 15)];
  const named = new MemoryState();
  await people(
    named,
    [at("a", 0), at("b", 30)],
    {},
    { type: "name", faces: ["a"], name: "Ann" },
    { type: "name", faces: ["b"], name: "Bob" },
  );
  assert.equal(Object.keys(await people(named, bridge)).length, 1);
  assert.equal(named.people!.people.length, 2);
  const parted = new MemoryState();
  const rule: ConstraintRule = { type: "different", faces: ["a", "b"] };
  await people(parted, [at("a", 0), at("b", 30)]);
  assert.equal(Object.keys(await people(parted, bridge, {}, rule)).length, 1);
  assert.equal(parted.people!.people.length, 2);
});

test("an ignored face does not make one person of two", async () => {
  const state = new MemoryState();
  await people(state, [at("a", 0), at("b", 30)]);
  const ignore: ConstraintRule = { type: "ignore", faces: ["c", "d"] };
  assert.deepEqual(await people(state, [at("c", 15), at("d", 15)], {}, ignore), { "-": "cd" });
  assert.deepEqual(remembered(state), { "person-0001": "a", "person-0002": "b" });
});

test("grouping anew, a split leaves the id with the larger part, and a merge the id of the larger", async () => {
  const state = new MemoryState();
  const faces = [at("a", 0), at("b", 1), at("c", 2), at("d", 30), at("e", 31)];
  assert.deepEqual(await people(state, faces, { threshold: 0.8 }), { "person-0001": "abcde" });
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  assert.deepEqual(await people(state, faces, { note }), { "person-0001": "abcde" });
  assert.deepEqual(notes, [
    "the people of memory were grouped with threshold 0.8, only new faces are with threshold 0.9; --regroup groups all",
  ]);
  assert.deepEqual(await people(state, faces, { regroup: true }), {
    "person-0001": "abc",
    "person-0002": "de",
  });
  const more = [at("f", 32), at("g", 33)];
  await people(state, more);
  assert.deepEqual(remembered(state), { "person-0001": "abc", "person-0002": "defg" });
  assert.deepEqual(await people(state, [...faces, ...more], { threshold: 0.8, regroup: true }), {
    "person-0002": "abcdefg",
  });
  assert.equal(state.people!.next, 3);
});

test("grouping anew, faces that are not there stay with the part that keeps the id", async () => {
  const state = new MemoryState();
  const faces = [at("a", 0), at("b", 1), at("c", 2), at("d", 30), at("e", 31)];
  await people(state, faces, { threshold: 0.8 });
  assert.deepEqual(await people(state, faces.slice(1), { regroup: true }), {
    "person-0001": "bc",
    "person-0002": "de",
  });
  assert.deepEqual(remembered(state), { "person-0001": "abc", "person-0002": "de" });
});

test("names outlive the run that gave them, and a new name replaces an old one", async () => {
  const state = new MemoryState();
  const name = (called: string, ...faces: string[]): ConstraintRule => ({
    type: "name",
    faces,
    name: called,
  });
  assert.deepEqual(await people(state, ALBUM, {}, name("Ann", "a")), {
    Ann: "abc",
    "person-0002": "ef",
    "person-0003": "h",
  });
  assert.deepEqual(await people(state, [at("l", 1)]), { Ann: "l" });
  assert.deepEqual(await people(state, ALBUM, {}, name("Bea", "b")), {
    Bea: "abc",
    "person-0002": "ef",
    "person-0003": "h",
  });
  assert.deepEqual(remembered(state), { "person-0001 Bea": "abcl", "person-0002": "ef", "person-0003": "h" });
  assert.deepEqual(await people(state, ALBUM, {}, name("Bea", "h")), { Bea: "abch", "person-0002": "ef" });
});

test("a remembered name gives way to somebody whom constraints part from its person", async () => {
  const state = new MemoryState();
  await people(state, ALBUM, {}, { type: "name", faces: ["a"], name: "Ann" });
  assert.deepEqual(
    await people(
      state,
      ALBUM,
      {},
      { type: "name", faces: ["e"], name: "Ann" },
      { type: "different", faces: ["a", "e"] },
    ),
    { Ann: "ef", "person-0001": "abc", "person-0003": "h" },
  );
});

test("new faces are compared with all people, and whoever asks for an index hears that", async () => {
  const state = new MemoryState();
  await people(state, ALBUM);
  const ways: unknown[] = [];
  const openIndex = () => Promise.reject(new Error("there is none"));
  const onNeighbors = (...told: unknown[]) => void ways.push(told);
  await people(state, ALBUM, { neighbors: "approx", openIndex, onNeighbors });
  assert.deepEqual(ways, [["exact", 6]]);
});

test("the state tells how people were grouped, and nothing else", async () => {
  const state = new MemoryState();
  await people(state, ALBUM, { onMerge: () => {}, onePerPhoto: true });
  assert.equal(state.people!.settings, "onePerPhoto true, threshold 0.9");
});

test("the same people on many photos go on with one of each in a photo", async () => {
  const state = new MemoryState();
  const photo = (name: string) =>
    Array.from({ length: 40 }, (_, i) => ({ ...at(`${name}-${i}`, 9 * i), path: `${name}.jpg` }));
  const options = { state, threshold: 0.99, onePerPhoto: true };
  await run(groupFaces(options), Array.from({ length: 250 }, (_, i) => photo(`${i}`)).flat());
  await run(groupFaces(options), Array.from({ length: 251 }, (_, i) => photo(`${i}`)).flat());
  assert.deepEqual(
    state.people!.people.map(({ faces }) => faces.length),
    Array.from({ length: 40 }, () => 251),
  );
});

test("constraints hold towards faces that are only remembered", async () => {
  const state = new MemoryState();
  await people(state, ALBUM);
  assert.deepEqual(
    await people(
      state,
      [at("m", 1), at("n", 91)],
      {},
      { type: "same", faces: ["m", "f"] },
      { type: "different", faces: ["n", "e"] },
      { type: "name", faces: ["h"], name: "Cem" },
    ),
    { "person-0002": "m", "person-0004": "n" },
  );
  assert.deepEqual(remembered(state), {
    "person-0001": "abc",
    "person-0002": "efm",
    "person-0003 Cem": "h",
    "person-0004": "n",
  });
});

test("a correction stays when the constraint is no longer given", async () => {
  const state = new MemoryState();
  const album = [...ALBUM.slice(0, 2), at("c", 6), ...ALBUM.slice(3)];
  await people(state, album, {}, { type: "different", faces: ["a", "c"] });
  assert.deepEqual(remembered(state), {
    "person-0001": "ab",
    "person-0002": "ef",
    "person-0003": "h",
    "person-0004": "c",
  });
  assert.deepEqual(await people(state, [...album, at("z", 3)]), {
    "person-0001": "abz",
    "person-0002": "ef",
    "person-0003": "h",
    "person-0004": "c",
  });
});

test("people whom another embedder saw are not compared with, and stay", async () => {
  const state = new MemoryState();
  await people(state, ALBUM);
  const before = structuredClone(state.people);
  const other = { ...at("a", 0), embedder: "f@2" };
  await assert.rejects(people(state, [other]), {
    exit: 4,
    code: "MALFORMED_REQUEST",
    message: "Cannot use state memory: its vectors come from e@1, those of the faces from f@2",
  });
  await assert.rejects(people(state, [faceOf("x", 1, 0, 0)]), {
    message: "Cannot use state memory: its vectors have 2 numbers, those of the faces 3",
  });
  assert.deepEqual(await people(state, []), {});
  assert.deepEqual(state.people, before);
});

test("known people give their names, above threshold and margin, over those of earlier runs", async () => {
  const named = (face: Face, person: string): Face => ({ ...face, person });
  const known = await knownPeople(
    streamOf([named(at("k1", 1), "Ann"), named(at("k2", 120), "Bob"), named(at("k3", 122), "Bea")]),
  );
  const album = [...ALBUM, at("n", 121)];
  assert.deepEqual(await people(new MemoryState(), album, { known }), {
    Ann: "abc",
    "person-0002": "ef",
    "person-0003": "h",
    "person-0004": "n",
  });
  const state = new MemoryState();
  const rule: ConstraintRule = { type: "name", faces: ["b"], name: "Cem" };
  await people(state, ALBUM, {}, rule);
  assert.deepEqual(Object.keys(await people(state, ALBUM, { known }, rule)), [
    "Cem",
    "person-0002",
    "person-0003",
  ]);
  assert.deepEqual(Object.keys(await people(state, ALBUM, { known })), ["Ann", "person-0002", "person-0003"]);
});

test("people who are one known person become one, unless a constraint parts them", async () => {
  const known = await knownPeople(streamOf([{ ...at("k", 15), person: "Ann" }]));
  const album = [at("a", 0), at("b", 30), at("c", 31)];
  assert.deepEqual(await people(new MemoryState(), album, { known }), { Ann: "abc" });
  assert.deepEqual(
    await people(new MemoryState(), album, { known }, { type: "different", faces: ["a", "b"] }),
    { Ann: "a", "person-0001": "bc" },
  );
});

test("corrections given little by little are honoured, and nobody else moves", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = seeded(100 + seed);
    const faces = randomFaces(seed, 200, 20 + seed);
    const ids = faces.map(({ faceId }) => faceId);
    const constraints = randomConstraints(random, ids, 50);
    const state = new MemoryState();
    let before = personsOf(await run(groupFaces({ threshold: 0.4, state }), faces));
    for (let given = 10; given <= 50; given += 10) {
      const soFar = constraints.slice(0, given);
      const mentioned = new Set(soFar.flatMap((rule) => rule.faces));
      const after = personsOf(
        await run(groupFaces({ threshold: 0.4, state, constraints: soFar }), shuffled(random, faces)),
      );
      assertHonoured(after, soFar);
      const named = new Set(soFar.flatMap((rule) => (rule.type === "name" ? [rule.name] : [])));
      for (const [face, person] of after) {
        if (mentioned.has(face) || named.has(person ?? "")) continue;
        assert.equal(person, before.get(face), `seed ${seed}: ${face} changed its person`);
      }
      before = after;
    }
  }
});

test("ten runs find about the same people as one, and neither order nor shape of the runs changes ids", async () => {
  const faces = randomFaces(7, 1500, 300, 0.4);
  const truth = new Map(faces.map(({ faceId }, i) => [faceId, `p${i % 300}`]));
  const f = (persons: ReadonlyMap<string, string | undefined>) =>
    groupMetrics([...persons].map(([face, cluster]) => ({ label: truth.get(face)!, cluster }))).bcubed.f;
  const once = personsOf(await run(groupFaces({ threshold: 0.7 }), faces));
  const mixed = shuffled(seeded(8), faces);
  const [whole, parts] = [new MemoryState(), new MemoryState()];
  for (let end = 150; end <= 1500; end += 150) {
    await run(groupFaces({ threshold: 0.7, state: whole }), shuffled(seeded(end), mixed.slice(0, end)));
    await run(groupFaces({ threshold: 0.7, state: parts }), mixed.slice(end - 150, end));
  }
  const inParts = new Map(parts.people!.people.flatMap(({ id, faces }) => faces.map((face) => [face, id])));
  const inWhole = new Map(whole.people!.people.flatMap(({ id, faces }) => faces.map((face) => [face, id])));
  assert.deepEqual(inParts, inWhole);
  assert.ok(f(once) > 0.9, `one run: ${f(once)}`);
  assert.ok(Math.abs(f(inParts) - f(once)) < 0.01, `one run: ${f(once)}, ten: ${f(inParts)}`);
});

test("with cuts that suit the album, repeating changes nothing, and more faces tear nobody apart", async () => {
  const { data, people: owners } = faceVectors(900, 150);
  const faces = Array.from({ length: 900 }, (_, i): Face => {
    return {
      ...faceOf(`f${String(i).padStart(4, "0")}`, ...data.subarray(i * 512, (i + 1) * 512)),
      score: 1,
    };
  });
  // A few faces too poor to found anybody.
  for (const [i, face] of faces.entries()) if (i % 50 === 0) face.score = 0.6;
  const state = new MemoryState();
  const threshold = "auto";
  let before = personsOf(await run(groupFaces({ threshold, state }), faces.slice(0, 500)));
  const kept = structuredClone(state.people);
  assert.deepEqual(personsOf(await run(groupFaces({ threshold, state }), faces.slice(0, 500))), before);
  assert.deepEqual(state.people, kept);
  for (const end of [600, 900]) {
    const after = personsOf(await run(groupFaces({ threshold, state }), faces.slice(0, end)));
    const became = new Map<string | undefined, string | undefined>();
    for (const [face, person] of before) {
      assert.equal(became.get(person) ?? after.get(face), after.get(face));
      became.set(person, after.get(face));
    }
    before = after;
  }
  const labelled = faces.map(({ faceId }, i) => ({ label: `p${owners[i]}`, cluster: before.get(faceId) }));
  const f = groupMetrics(labelled).bcubed.f;
  assert.ok(f > 0.97, `B-cubed F ${f}`);
});
