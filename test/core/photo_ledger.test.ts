import assert from "node:assert/strict";
import { test } from "node:test";
import { countFaces, type Face, type LedgerPhoto, PhotoLedger, portraitQuality } from "../../core/mod.ts";

const SHA_A = "a".repeat(64);
const SHA_B = "b".repeat(64);

function face(faceId: string, fields: Partial<Face>): Face {
  return { kind: "face", faceId, ...fields };
}

function photosOf(ledger: PhotoLedger): LedgerPhoto[] {
  return ledger.finish().flatMap((item) => ("kind" in item ? [] : [item]));
}

test("a face that comes twice counts once", () => {
  const ledger = new PhotoLedger();
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A });
  ledger.addFace(face("a-0", { path: "a.jpg", sha256: SHA_A, person: "Ann" }));
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A.toUpperCase() });
  ledger.addFace(face("a-0", { path: "a.jpg", sha256: SHA_A, person: "Ann" }));
  const photos = photosOf(ledger);
  assert.equal(photos.length, 1);
  assert.equal(countFaces(photos[0]!), 1);
});

test("a person's best face on a photo counts", () => {
  const ledger = new PhotoLedger();
  const fields = { path: "a.jpg", person: "Ann" };
  ledger.addFace(face("a-0", { ...fields, score: 0.5 }));
  ledger.addFace(face("a-1", { ...fields, score: 0.9, faceRatio: 0.1, blur: 50 }));
  ledger.addFace(face("a-2", { ...fields, score: 0.6 }));
  // 2 · 0.9 + 5 · 0.1 + 50 / 200
  assert.deepEqual([...photosOf(ledger)[0]!.persons], [["Ann", 2.55]]);
});

test("sharpness beyond 200 adds nothing", () => {
  assert.equal(portraitQuality({ score: 1, faceRatio: 0.2, blur: 200 }), 4);
  assert.equal(portraitQuality({ score: 1, faceRatio: 0.2, blur: 5000 }), 4);
  assert.equal(portraitQuality({}), 0);
});

test("faces that a filter rejects count like any other", () => {
  const ledger = new PhotoLedger();
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A, faces: 2 });
  ledger.addFace(face("a-0", { path: "a.jpg", filtered: "blur-threshold", person: "Ann" }));
  ledger.addFace(face("a-1", { path: "a.jpg", person: "Bob" }));
  const [photo] = photosOf(ledger);
  assert.equal(countFaces(photo!), 2);
  assert.deepEqual([...photo!.persons.keys()], ["Ann", "Bob"]);
});

test("the number of faces is unknown where nothing tells", () => {
  const ledger = new PhotoLedger();
  ledger.addPhoto({ kind: "photo", path: "undetected.jpg" });
  ledger.addPhoto({ kind: "photo", path: "none.jpg", faces: 0 });
  ledger.addPhoto({ kind: "photo", path: "filtered_stream.jpg", faces: 5 });
  ledger.addFace(face("x-0", { path: "face_only.jpg" }));
  assert.deepEqual(photosOf(ledger).map(countFaces), [undefined, 0, 5, 1]);
});

test("records without a sha256 join those with one, in their place", () => {
  const ledger = new PhotoLedger();
  ledger.addPhoto({ kind: "photo", path: "first.jpg", sha256: SHA_B });
  ledger.addFace(face("a-0", { path: "a.jpg", person: "Ann" }));
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A });
  const photos = photosOf(ledger);
  assert.deepEqual(
    photos.map(({ path, sha256, persons }) => [path, sha256, [...persons.keys()]]),
    [
      ["first.jpg", SHA_B, []],
      ["a.jpg", SHA_A, ["Ann"]],
    ],
  );
});

test("records without a sha256 stay apart where a path has several", () => {
  const ledger = new PhotoLedger();
  ledger.addFace(face("a-0", { path: "a.jpg", person: "Ann" }));
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A });
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_B });
  assert.deepEqual(
    photosOf(ledger).map(({ sha256, persons }) => [sha256, persons.size]),
    [
      [undefined, 1],
      [SHA_A, 0],
      [SHA_B, 0],
    ],
  );
});

test("a face without a path joins the first photo of its content", () => {
  const ledger = new PhotoLedger();
  ledger.addFace(face("a-0", { sha256: SHA_A, person: "Ann" }));
  ledger.addFace(face("c-0", { sha256: "c".repeat(64), person: "Cas" }));
  ledger.addFace(face("d-0", { person: "Dan" }));
  ledger.addPhoto({ kind: "photo", path: "copy_of_a.jpg", sha256: SHA_A });
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A });
  const items = ledger.finish();
  const persons = items.map((item) => ("kind" in item ? item.faceId : [...item.persons.keys()].join()));
  assert.deepEqual(persons, ["", "Ann", "c-0", "d-0"]);
  assert.deepEqual(items.at(-1), {
    kind: "error",
    stage: "place",
    faceId: "d-0",
    code: "MALFORMED_REQUEST",
    reason: "Cannot place face d-0: the stream has no photo for it",
  });
});

test("a sha256 that is none cannot become part of a name", () => {
  const ledger = new PhotoLedger();
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: "../../../../tmp/x" });
  ledger.addFace(face("a-0", { path: "b.jpg", sha256: "", person: "Ann" }));
  const items = ledger.finish();
  assert.deepEqual(
    items.map((item) => ("kind" in item ? item.code : "photo")),
    ["MALFORMED_REQUEST", "MALFORMED_REQUEST"],
  );
});

test("two contents under one path are two photos", () => {
  const ledger = new PhotoLedger();
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_A });
  ledger.addPhoto({ kind: "photo", path: "a.jpg", sha256: SHA_B });
  ledger.addFace(face("b-0", { path: "a.jpg", sha256: SHA_B, person: "Bob" }));
  assert.deepEqual(
    photosOf(ledger).map(({ persons }) => persons.size),
    [0, 1],
  );
});

test("records that fit many photos take no longer than those that fit one", { timeout: 20_000 }, () => {
  const ledger = new PhotoLedger();
  const many = 20_000;
  for (let i = 0; i < many; i++) {
    ledger.addPhoto({ kind: "photo", path: `${i}.jpg`, sha256: SHA_A });
    ledger.addPhoto({ kind: "photo", path: "b.jpg", sha256: i.toString(16).padStart(64, "0") });
    ledger.addFace(face(`a-${i}`, { sha256: SHA_A, person: `${i}` }));
    ledger.addFace(face(`b-${i}`, { path: "b.jpg", person: `${i}` }));
  }
  const persons = photosOf(ledger).reduce((sum, photo) => sum + photo.persons.size, 0);
  assert.equal(persons, 2 * many);
});
