import assert from "node:assert/strict";
import { test } from "node:test";
import { AlbumLedger, type Face } from "../../../core/mod.ts";

function face(faceId: string, path: string, sha256: string, person: string | undefined, score: number): Face {
  return {
    kind: "face",
    faceId,
    path,
    sha256: sha256.repeat(64),
    bbox: [0, 0, 10, 10],
    score,
    ...(person === undefined ? {} : { person }),
  };
}

test("people with most faces come first, and their best face first", () => {
  const ledger = new AlbumLedger("report");
  ledger.addFace(face("a-0", "a.jpg", "a", "Bob", 0.5));
  ledger.addFace(face("a-1", "a.jpg", "a", "Ann", 0.6));
  ledger.addFace(face("b-0", "b.jpg", "b", "Ann", 0.9));
  ledger.addFace(face("b-1", "b.jpg", "b", undefined, 0.7));
  const { people, photos, faces } = ledger.finish();
  assert.deepEqual(
    people.map(({ name, faces, photos }) => [name, faces.map(({ id }) => id), photos]),
    [
      ["Ann", ["b-0", "a-1"], 2],
      ["Bob", ["a-0"], 1],
    ],
  );
  assert.deepEqual([photos.length, faces], [2, 4]);
});

test("files of one content are one photo, and a face counts once", () => {
  const ledger = new AlbumLedger("report");
  for (const path of ["a.jpg", "copy of a.jpg"]) ledger.addFace(face("a-0", path, "a", "Ann", 0.5));
  const { photos, faces, people } = ledger.finish();
  assert.deepEqual(
    photos.map(({ paths }) => paths),
    [["a.jpg", "copy of a.jpg"]],
  );
  assert.deepEqual([faces, people[0]?.faces.length], [1, 1]);
});

test("what cannot be placed in the album is said in the words of the command", () => {
  const ledger = new AlbumLedger("report");
  ledger.addFace({ kind: "face", faceId: "x-0" });
  assert.deepEqual(
    ledger.finish().failures.map(({ stage, reason }) => [stage, reason]),
    [["report", "Cannot report face x-0: the stream has no photo for it"]],
  );
});
