import assert from "node:assert/strict";
import { test } from "node:test";
import { applyCorrections, placeBlocks } from "../../../core/grouping/corrections.ts";
import { Crowd, NOBODY } from "../../../core/grouping/crowd.ts";
import {
  type Constraint,
  type ConstraintRule,
  ConstraintSet,
  type FoundFile,
  learnCorrections,
  type PlacedFile,
} from "../../../core/mod.ts";
import { randomVector, seeded, unitVectors } from "../../tools/random_vectors.ts";

/** A file as place would have made it: the content is the name without its extension. */
function file(path: string, ...faces: string[]): PlacedFile {
  const [folder = "", name = ""] = path.split("/");
  const special = ["unknown", "no_faces", "group_photos"].includes(folder);
  return {
    path,
    sha256: name.split(".")[0]!,
    ...(special ? { special: folder as "unknown" } : { person: folder }),
    faces,
    isCertain: true,
  };
}

/** A file that is there now; `content` where its name does not say. */
function now(path: string, content = path.split("/").at(-1)!.split(".")[0]!): FoundFile {
  return { path, sha256: content };
}

const ANN = [
  file("person-0001/a.jpg", "a-0"),
  file("person-0001/b.jpg", "b-0"),
  file("person-0001/c.jpg", "c-0"),
];
const BOB = [
  file("person-0002/d.jpg", "d-0"),
  file("person-0002/c.jpg", "c-1"),
  file("person-0002/e.jpg", "e-0"),
];
const PLACED = [...ANN, ...BOB];

/** PLACED with some paths changed; undefined where a file was deleted. */
function after(changes: Record<string, string | undefined>): FoundFile[] {
  return PLACED.flatMap(({ path, sha256 }) => {
    const changed = path in changes ? changes[path] : path;
    return changed === undefined ? [] : [now(changed, sha256)];
  });
}

const CASES: [name: string, found: FoundFile[], rules: ConstraintRule[], notes?: string[]][] = [
  ["nothing, where nothing changed", after({}), []],
  [
    "a name from a renamed folder",
    after({
      "person-0001/a.jpg": "Ann/a.jpg",
      "person-0001/b.jpg": "Ann/b.jpg",
      "person-0001/c.jpg": "Ann/c.jpg",
    }),
    [{ type: "name", faces: ["a-0", "b-0", "c-0"], name: "Ann" }],
  ],
  [
    "nothing from a folder renamed as group names people",
    after({
      "person-0001/a.jpg": "person-0009/a.jpg",
      "person-0001/b.jpg": "person-0009/b.jpg",
      "person-0001/c.jpg": "person-0009/c.jpg",
    }),
    [],
  ],
  ["nothing from renamed files", after({ "person-0001/a.jpg": "person-0001/beach.jpg" }), []],
  [
    "who it is and who it is not, from a moved photo",
    after({ "person-0001/a.jpg": "person-0002/a.jpg" }),
    [
      { type: "same", faces: ["a-0", "c-1", "d-0", "e-0"] },
      { type: "different", faces: ["a-0", "b-0"] },
      { type: "different", faces: ["a-0", "c-0"] },
    ],
  ],
  [
    "one person from folders put together",
    after({
      "person-0001/a.jpg": "person-0002/a.jpg",
      "person-0001/b.jpg": "person-0002/b.jpg",
      "person-0001/c.jpg": "person-0002/c (1).jpg",
    }),
    [{ type: "same", faces: ["a-0", "b-0", "c-0", "c-1", "d-0", "e-0"] }],
  ],
  [
    "one named person from folders put together, the photo of both kept once",
    [now("Ann/a.jpg"), now("Ann/b.jpg"), now("Ann/c.jpg"), now("Ann/d.jpg"), now("Ann/e.jpg")],
    [{ type: "name", faces: ["a-0", "b-0", "c-0", "c-1", "d-0", "e-0"], name: "Ann" }],
  ],
  [
    "a new person, and that the rest is another",
    after({ "person-0001/a.jpg": "Cas/a.jpg" }),
    [
      { type: "name", faces: ["a-0"], name: "Cas" },
      { type: "same", faces: ["b-0", "c-0"] },
      { type: "different", faces: ["a-0", "b-0"] },
      { type: "different", faces: ["a-0", "c-0"] },
    ],
  ],
  [
    "nobody, from deleted photos and those moved to unknown",
    after({ "person-0001/a.jpg": undefined, "person-0002/d.jpg": "unknown/d.jpg" }),
    [{ type: "ignore", faces: ["a-0", "d-0"] }],
  ],
  [
    "only the face for which a photo was in the folder",
    after({ "person-0001/c.jpg": undefined }),
    [{ type: "ignore", faces: ["c-0"] }],
  ],
  [
    "a move into a renamed folder",
    after({
      "person-0001/a.jpg": "Bob/a.jpg",
      "person-0002/d.jpg": "Bob/d.jpg",
      "person-0002/c.jpg": "Bob/c.jpg",
      "person-0002/e.jpg": "Bob/e.jpg",
    }),
    [
      { type: "name", faces: ["c-1", "d-0", "e-0"], name: "Bob" },
      { type: "same", faces: ["a-0", "c-1"] },
      { type: "different", faces: ["a-0", "b-0"] },
      { type: "different", faces: ["a-0", "c-0"] },
    ],
  ],
  [
    "nothing from a copy, but says so",
    [...after({}), now("person-0002/a.jpg")],
    [],
    ['person-0001/a.jpg was copied to "person-0002", and it cannot be told who is meant'],
  ],
  [
    "nothing where it cannot be told which of two was moved where",
    after({ "person-0001/c.jpg": "Cas/c.jpg", "person-0002/c.jpg": "Dee/c.jpg" }),
    [],
    [
      'person-0001/c.jpg: it is in "Cas" and "Dee" now, and it cannot be told who is meant',
      'person-0002/c.jpg: it is in "Cas" and "Dee" now, and it cannot be told who is meant',
    ],
  ],
  [
    "nothing from a folder whose name cannot be a person's",
    after({
      "person-0001/a.jpg": "a\u0007b/a.jpg",
      "person-0001/b.jpg": "a\u0007b/b.jpg",
      "person-0001/c.jpg": "a\u0007b/c.jpg",
    }),
    [],
    ['"a\u0007b" names nobody: the name has a control character'],
  ],
  [
    "the same from folders inside a person's folder",
    after({
      "person-0001/a.jpg": "Ann/2019/a.jpg",
      "person-0001/b.jpg": "Ann/b.jpg",
      "person-0001/c.jpg": "Ann/2020/x/c.jpg",
    }),
    [{ type: "name", faces: ["a-0", "b-0", "c-0"], name: "Ann" }],
  ],
  [
    "a photo that left all folders is gone",
    after({ "person-0001/a.jpg": "a.jpg" }),
    [{ type: "ignore", faces: ["a-0"] }],
  ],
];

for (const [name, found, rules, notes = []] of CASES) {
  test(`learns ${name}`, () => {
    assert.deepEqual(learnCorrections(PLACED, found), { rules, notes });
    assert.deepEqual(learnCorrections(PLACED, [...found].reverse()), { rules, notes });
  });
}

test("tells moved files of one photo apart where each is known to be itself", () => {
  const found = after({ "person-0001/c.jpg": "Cas/c.jpg", "person-0002/c.jpg": "Dee/c.jpg" }).map(
    (entry) => ({
      ...entry,
      ...(entry.path === "Cas/c.jpg" ? { was: "person-0002/c.jpg" } : {}),
      ...(entry.path === "Dee/c.jpg" ? { was: "person-0001/c.jpg" } : {}),
    }),
  );
  const { rules, notes } = learnCorrections(PLACED, found);
  const names = rules.filter(({ type }) => type === "name");
  assert.deepEqual(names, [
    { type: "name", faces: ["c-1"], name: "Cas" },
    { type: "name", faces: ["c-0"], name: "Dee" },
  ]);
  assert.deepEqual(notes, []);
});

test("a file that was edited where it was is still there", () => {
  const found = after({ "person-0001/a.jpg": undefined });
  assert.deepEqual(learnCorrections(PLACED, [...found, { path: "person-0001/a.jpg" }]).rules, []);
});

test("deleted photos say nothing where that was asked for, or where they may never have been there", () => {
  const found = after({ "person-0001/a.jpg": undefined });
  assert.deepEqual(learnCorrections(PLACED, found, { ignoreDeleted: false }).rules, []);
  const cut = PLACED.map((entry) => ({ ...entry, isCertain: false }));
  assert.deepEqual(learnCorrections(cut, found).rules, []);
});

test("representatives and group photos say nothing", () => {
  const extra = [file("person-0001/_representative.jpg", "a-0"), file("group_photos/c.jpg", "c-0", "c-1")];
  extra[0] = { ...extra[0]!, sha256: "a" };
  const kept = [now("person-0001/_representative.jpg", "a"), now("group_photos/c.jpg")];
  assert.deepEqual(learnCorrections([...PLACED, ...extra], [...after({}), ...kept]), {
    rules: [],
    notes: [],
  });
  const moved = [...after({ "person-0001/a.jpg": "person-0002/a.jpg" }), ...kept];
  assert.equal(learnCorrections([...PLACED, ...extra], moved).rules[0]?.type, "same");
  const away = [...after({ "person-0001/a.jpg": "group_photos/a.jpg" }), ...kept];
  const { rules, notes } = learnCorrections([...PLACED, ...extra], away);
  assert.deepEqual([rules, notes.length], [[], 1]);
});

test("from unknown, a photo of one face says who it is, and one of several does not", () => {
  const unknown = [
    file("unknown/x.jpg", "x-0"),
    file("unknown/y.jpg", "y-0", "y-1"),
    file("unknown/z.jpg", "z-0"),
  ];
  const found = [now("person-0002/x.jpg"), now("person-0002/y.jpg"), now("unknown/z.jpg")];
  const { rules, notes } = learnCorrections([...PLACED, ...unknown], [...after({}), ...found]);
  assert.deepEqual(rules, [{ type: "same", faces: ["c-1", "d-0", "e-0", "x-0"] }]);
  assert.deepEqual(notes, [
    'unknown/y.jpg: it was moved to "person-0002", but it has 2 faces and any of them may be meant',
  ]);
  const renamed = [now("strangers/x.jpg"), now("strangers/y.jpg"), now("strangers/z.jpg")];
  assert.deepEqual(learnCorrections([...PLACED, ...unknown], [...after({}), ...renamed]).rules, []);
});

test("the last run's word on a face counts", () => {
  const later = [file("Ann/a.jpg", "a-0"), file("Ann/b.jpg", "b-0"), file("Ann/c.jpg", "c-0")];
  const both = [...after({}), now("Ann/a.jpg"), now("Ann/b.jpg"), now("Ann/c.jpg")];
  assert.deepEqual(learnCorrections([...PLACED, ...later], both).rules, []);
});

/** A random album of people who look alike within limits, placed and then put in order by hand. */
class Desk {
  readonly random: () => number;
  readonly ids: string[] = [];
  readonly rows: Float64Array[] = [];
  /** For each face the folder that it was placed into. */
  readonly placedIn: string[] = [];
  /** For each face the folder that it is in now; "" where it is nowhere. */
  readonly isIn: string[] = [];

  constructor(seed: number) {
    this.random = seeded(seed);
    const centres = Array.from({ length: 3 + this.below(6) }, () => randomVector(this.random, 32));
    for (const [person, centre] of centres.entries()) {
      for (let i = 0; i < 1 + this.below(7); i++) {
        this.ids.push(`${String(this.ids.length).padStart(4, "0")}-0`);
        const noise = randomVector(this.random, 32);
        this.rows.push(centre.map((value, k) => value + 0.4 * noise[k]!));
        this.placedIn.push(`person-${String(person + 1).padStart(4, "0")}`);
      }
    }
    this.isIn.push(...this.placedIn);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  edit(): void {
    const folders = [...new Set(this.isIn)].filter((name) => name !== "");
    const face = this.below(this.ids.length);
    const folder = folders[this.below(folders.length)]!;
    const kind = this.below(6);
    if (kind < 3) this.isIn[face] = this.below(3) === 0 ? `Name ${this.below(4)}` : folder;
    else if (kind === 3) this.rename(folder, `Name ${this.below(4)}`);
    else if (kind === 4) this.rename(folder, folders[this.below(folders.length)]!);
    else this.isIn[face] = "";
  }

  rename(from: string, to: string): void {
    for (const [i, folder] of this.isIn.entries()) if (folder === from) this.isIn[i] = to;
  }

  placed(): PlacedFile[] {
    return this.ids.map((id, i) => file(`${this.placedIn[i]}/${id}.jpg`, id));
  }

  found(): FoundFile[] {
    return this.ids.flatMap((id, i) => (this.isIn[i] === "" ? [] : [now(`${this.isIn[i]}/${id}.jpg`)]));
  }

  /** What group would make of the constraints: for each face its person, or "" for nobody. */
  regroup(constraints: readonly Constraint[]): number[] {
    const vectors = unitVectors(this.rows);
    const people = [...new Set(this.placedIn)].map((folder) => ({
      id: folder,
      name: undefined,
      isCorrected: false,
      rows: new Set(this.placedIn.flatMap((name, row) => (name === folder ? [row] : []))),
      absent: undefined,
    }));
    const crowd = new Crowd(this.ids, vectors, people);
    const set = new ConstraintSet(constraints);
    applyCorrections(crowd, set, placeBlocks(crowd, set), 0.5);
    return this.ids.map((_, row) => crowd.personOf(row));
  }
}

test("grouping with what was learned gives the folders as they were left", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const desk = new Desk(seed);
    for (let edit = 0; edit < 1 + (seed % 8); edit++) desk.edit();
    const { rules, notes } = learnCorrections(desk.placed(), desk.found());
    const said = notes.join();
    assert.equal(said, "", `seed ${seed}`);
    const at = (line: number) => ({ file: "learned", line });
    const people = desk.regroup(rules.map((rule, index) => ({ ...rule, at: at(index + 1) })));
    for (const [a, folder] of desk.isIn.entries()) {
      assert.equal(people[a] === NOBODY, folder === "", `seed ${seed}: ${desk.ids[a]}`);
      for (let b = 0; b < a; b++) {
        const [x, y] = [desk.ids[a], desk.ids[b]];
        if (folder !== "" && desk.isIn[b] !== "")
          assert.equal(
            people[a] === people[b],
            folder === desk.isIn[b],
            `seed ${seed}: ${x} ${y} ${JSON.stringify(rules)}`,
          );
      }
    }
  }
});

test("a folder that stands for a name which no folder can have gives the name", () => {
  const king = { ...file("King Jr-acc544e3/a.jpg", "a-0"), person: "King Jr." };
  const found = [now("King Jr-acc544e3/a.jpg"), now("King Jr-acc544e3/d.jpg")];
  const { rules } = learnCorrections([king, file("person-0002/d.jpg", "d-0")], found);
  assert.deepEqual(rules, [{ type: "name", faces: ["a-0", "d-0"], name: "King Jr." }]);
});
