import assert from "node:assert/strict";
import { test } from "node:test";
import {
  foldName,
  type PlaceablePhoto,
  type PlacementPlan,
  type PlacementRules,
  planPlacement,
} from "../../core/mod.ts";
import { sha256 } from "../tools/noise.ts";
import { seeded } from "../tools/random_vectors.ts";

const RULES: PlacementRules = { groupPhotos: 4, representative: false, unknown: true, noFaces: true };

interface Sketch {
  path: string;
  content?: string;
  faces?: number | undefined;
  /** Names, or names with the quality of the best face. */
  persons?: readonly string[] | Readonly<Record<string, number>>;
}

function photo({ path, content = path, persons = [], ...rest }: Sketch): PlaceablePhoto {
  const qualities = new Map(
    Array.isArray(persons) ? persons.map((person) => [person, 1]) : Object.entries(persons),
  );
  const faces = "faces" in rest ? rest.faces : qualities.size;
  const digest = sha256(content);
  return {
    path,
    sha256: digest,
    header: { kind: "photo", path, sha256: digest, ...(faces === undefined ? {} : { faces }) },
    bytesAt: undefined,
    faces: new Map([...qualities.keys()].map((person) => [`${digest.slice(0, 16)}-${person}`, person])),
    persons: qualities,
  };
}

/** The files of a plan, as folder/name, sorted. */
function filesOf(plan: PlacementPlan): string[] {
  return plan.folders.flatMap(({ name, files }) => files.map((file) => `${name}/${file.name}`)).sort();
}

function planned(sketches: Sketch[], rules: Partial<PlacementRules> = {}): string[] {
  return filesOf(planPlacement(sketches.map(photo), { ...RULES, ...rules }));
}

test("a photo goes to everybody on it", () => {
  assert.deepEqual(planned([{ path: "in/a.jpg", persons: ["Ann", "Bob"] }]), ["Ann/a.jpg", "Bob/a.jpg"]);
});

test("photos with many faces also go to group_photos, whoever is on them", () => {
  const sketches = [
    { path: "three.jpg", persons: ["Ann"], faces: 3 },
    { path: "four.jpg", persons: ["Ann"], faces: 4 },
    { path: "crowd.jpg", faces: 30 },
  ];
  assert.deepEqual(planned(sketches, { unknown: false }), [
    "Ann/four.jpg",
    "Ann/three.jpg",
    "group_photos/crowd.jpg",
    "group_photos/four.jpg",
  ]);
  assert.deepEqual(planned(sketches, { groupPhotos: 0, unknown: false }), ["Ann/four.jpg", "Ann/three.jpg"]);
});

test("photos of nobody known go to unknown, photos without faces to no_faces, when asked", () => {
  const sketches = [
    { path: "stranger.jpg", faces: 1 },
    { path: "landscape.jpg", faces: 0 },
    { path: "undetected.jpg", faces: undefined },
  ];
  assert.deepEqual(planned(sketches), ["no_faces/landscape.jpg", "unknown/stranger.jpg"]);
  assert.deepEqual(planned(sketches, { unknown: false, noFaces: false }), []);
});

test("a person cannot be taken for a special folder", () => {
  const names = ["unknown", "No_Faces", "GROUP_PHOTOS", ".facepipe-tmp"];
  const files = planned([{ path: "a.jpg", persons: names }], { groupPhotos: 0 });
  assert.deepEqual(
    files.map((file) => file.replace(/-[0-9a-f]{8}\//, "-#/")),
    ["GROUP_PHOTOS-#/a.jpg", "No_Faces-#/a.jpg", "facepipe-tmp-#/a.jpg", "unknown-#/a.jpg"],
  );
});

test("two persons never share a folder", () => {
  const names = ["a/b", "a:b", "a_b", "A_B", "a_b ", "é", "e\u0301", "x".repeat(300), `${"x".repeat(299)}y`];
  const folders = planPlacement([photo({ path: "p.jpg", persons: names })], RULES).folders;
  const persons = folders.filter(({ name }) => name !== "group_photos");
  assert.equal(new Set(persons.map(({ name }) => foldName(name))).size, names.length);
});

test("a person's folder does not depend on who else is there, where the name had to be changed", () => {
  const alone = planPlacement([photo({ path: "p.jpg", persons: ["a/b"] })], RULES).folders[0]!.name;
  const together = planPlacement([photo({ path: "p.jpg", persons: ["a:b", "a/b", "a_b"] })], RULES).folders;
  assert.match(alone, /^a_b-[0-9a-f]{8}$/);
  assert.ok(together.some(({ name }) => name === alone));
  assert.ok(together.some(({ name }) => name === "a_b"));
});

test("of two photos with one name, the lower sha256 keeps it and the other gets digits of its own", () => {
  const contents = ["one", "two"].sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1));
  const sketches = contents.map((content, i) => ({ path: `${i}/${"aA"[i]}.jpg`, content, persons: ["Ann"] }));
  const digits = sha256(contents[1]!).slice(0, 8);
  const expected = [`Ann/A-${digits}.jpg`, "Ann/a.jpg"];
  assert.deepEqual(planned(sketches), expected);
  assert.deepEqual(planned(sketches.reverse()), expected);
});

test("equal contents share a file and the name that sorts first", () => {
  const sketches = [
    { path: "x/b.jpg", content: "same", persons: ["Ann"] },
    { path: "y/a.jpg", content: "same", persons: ["Ann", "Bob"] },
  ];
  const plan = planPlacement(sketches.map(photo), RULES);
  assert.deepEqual(filesOf(plan), ["Ann/a.jpg", "Bob/a.jpg"]);
  assert.deepEqual(
    plan.contents[0]!.files.map((file) => file.photos),
    [[0, 1], [1]],
  );
});

test("the representative is the photo with the person's best face", () => {
  const sketches = [
    { path: "far.jpg", persons: { Ann: 1, Bob: 3 } },
    { path: "near.PNG", persons: { Ann: 2 } },
  ];
  assert.deepEqual(planned(sketches, { representative: true }), [
    "Ann/_representative.png",
    "Ann/far.jpg",
    "Ann/near.PNG",
    "Bob/_representative.jpg",
    "Bob/far.jpg",
  ]);
});

test("no photo can pass for a representative", () => {
  const sketches = [{ path: "_Representative.JPG", persons: ["Ann"] }];
  const expected = ["Ann/_Representative_.JPG", "Ann/_representative.jpg"];
  assert.deepEqual(planned(sketches, { representative: true }), expected);
});

test("a plan does not depend on the order of the photos", () => {
  const random = seeded(4);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const persons = ["Ann", "ann", "a/b", "a\\b", "unknown", "é", "e\u0301", ""];
  const names = ["a.jpg", "A.JPG", "b.jpg", "_representative.jpg", ".jpg", "é.png", "con.jpg"];
  const sketches = Array.from({ length: 120 }, (_, i) => ({
    path: `${i}/${pick(names)}`,
    content: `content ${Math.floor(random() * 60)}`,
    persons: Object.fromEntries(
      [pick(persons), pick(persons)].map((name) => [name, Math.floor(random() * 3)]),
    ),
    faces: Math.floor(random() * 7),
  }));
  const rules = { representative: true };
  const expected = planned(sketches, rules);
  assert.equal(new Set(expected.map(foldName)).size, expected.length);
  for (let round = 0; round < 20; round++) {
    const shuffled = sketches.map((sketch) => ({ sketch, at: random() })).sort((a, b) => a.at - b.at);
    assert.deepEqual(
      planned(
        shuffled.map(({ sketch }) => sketch),
        rules,
      ),
      expected,
    );
  }
});
