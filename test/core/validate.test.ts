/** @module Records from outside are checked field by field. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXIT, FacepipeError, validateRecord } from "../../core/mod.ts";

const SHA256 = "0123456789abcdef".repeat(4);
const FACE = { kind: "face", faceId: "0123456789abcdef-0" };

/** The message after the position, for a face with these fields. */
function refusal(fields: unknown): string {
  try {
    validateRecord(fields, "line 7");
  } catch (error) {
    assert.ok(error instanceof FacepipeError);
    assert.equal(error.exit, EXIT.malformedInput);
    assert.equal(error.code, "MALFORMED_REQUEST");
    const prefix = "Cannot read records: line 7";
    assert.ok(error.message.startsWith(prefix), error.message);
    return error.message.slice(prefix.length + 2);
  }
  return "accepted";
}

const face = (fields: object) => refusal({ ...FACE, ...fields });
const base64Of = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString("base64");

test("a face as NDJSON gives it becomes a record with typed arrays", () => {
  const json = {
    ...FACE,
    sha256: SHA256,
    bbox: [1, 2, 1, 2.5],
    landmarks: [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, -10],
    ],
    score: -0.5,
    elected: false,
    embedding: base64Of(0.6, 0, 0.8),
    crop: "iVBORw==",
    labels: [],
    features: { age: 31, nested: [null] },
    matches: [{ id: "1" }],
  };
  assert.deepEqual(validateRecord(structuredClone(json), "line 1"), {
    ...json,
    embedding: Float32Array.of(0.6, 0, 0.8),
    crop: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
  });
});

test("typed arrays are taken as they are, so that checking twice does no harm", () => {
  const record = { ...FACE, embedding: Float32Array.of(0, 1), crop: Uint8Array.of(1) };
  assert.deepEqual(validateRecord(validateRecord({ ...record }, "1"), "2"), record);
});

test("fields that mean nothing here stay as they are", () => {
  const photo = { kind: "photo", path: "a.jpg", embedding: 5, personScore: null, mine: { b: [1], a: null } };
  assert.deepEqual(validateRecord(structuredClone(photo), "line 1"), photo);
});

test("null in a field of the kind counts as absent", () => {
  assert.deepEqual(validateRecord({ ...FACE, person: null, embedding: null }, "line 1"), FACE);
  assert.equal(face({ faceId: null }), "field faceId: missing, every face record has it");
});

test("a key __proto__ is a name like any other", () => {
  const record = validateRecord(
    JSON.parse('{"kind":"photo","path":"a","__proto__":{"polluted":1}}'),
    "line 1",
  );
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
  assert.ok(Object.hasOwn(record, "__proto__"));
  assert.equal("polluted" in record, false);
  assert.equal("polluted" in {}, false);
});

test("what is no record", () => {
  assert.equal(refusal([1]), "expected an object, found a list of 1");
  assert.equal(refusal(null), "expected an object, found null");
  assert.equal(refusal("face"), 'expected an object, found "face"');
  assert.equal(refusal({}), "field kind: missing, expected photo, face, error or end");
  assert.equal(
    refusal({ kind: "\u001b[31m" }),
    'field kind: found "\\u001b[31m", expected photo, face, error or end',
  );
  assert.equal(
    refusal({ kind: "__proto__" }),
    'field kind: found "__proto__", expected photo, face, error or end',
  );
  assert.equal(refusal({ kind: "face" }), "field faceId: missing, every face record has it");
  assert.equal(
    refusal({ kind: "end", stage: "scan", photos: 1 }),
    "field errors: missing, every end record has it",
  );
});

test("wrong types and values, by field", () => {
  assert.equal(face({ path: 7 }), "field path: expected text, found 7");
  assert.equal(
    face({ sha256: SHA256.toUpperCase() }),
    "field sha256: expected 64 lower-case hex digits, found a longer text",
  );
  assert.equal(
    face({ sha256: `${SHA256}\n` }),
    "field sha256: expected 64 lower-case hex digits, found a longer text",
  );
  assert.equal(face({ score: "1" }), 'field score: expected a finite number, found "1"');
  assert.equal(face({ score: JSON.parse("1e999") }), "field score: expected a finite number, found Infinity");
  assert.equal(face({ elected: 1 }), "field elected: expected true or false, found 1");
  assert.equal(face({ labels: ["a", 1] }), "field labels: expected a list of texts, found a list of 2");
  assert.equal(face({ features: [] }), "field features: expected an object, found a list of 0");
  assert.equal(face({ matches: [null] }), "field matches: expected a list of objects, found a list of 1");
  assert.equal(face({ crop: "iVBOR" }), "field crop: not valid base64");
  assert.equal(face({ crop: {} }), "field crop: expected base64, found an object");
  for (const size of [-1, 0.5, 2 ** 53, "1", true, Number.NaN]) {
    assert.match(
      refusal({ kind: "photo", path: "a.jpg", size }),
      /^field size: expected a whole number from 0 to 2\^53 - 1, found /,
    );
  }
});

test("boxes and landmarks", () => {
  assert.equal(face({ bbox: [1, 2, 3] }), "field bbox: expected four finite numbers, found a list of 3");
  assert.equal(
    face({ bbox: [1, 2, null, 3] }),
    "field bbox: expected four finite numbers, found a list of 4",
  );
  assert.equal(face({ bbox: [3, 2, 1, 4] }), "field bbox: expected x1 <= x2 and y1 <= y2, found 3, 2, 1, 4");
  assert.equal(face({ bbox: [1, 5, 1, 4] }), "field bbox: expected x1 <= x2 and y1 <= y2, found 1, 5, 1, 4");
  const points = [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ];
  for (const fifth of [[], [[1]], [[1, 2, 3]], [[1, "2"]], [9]]) {
    assert.match(
      face({ landmarks: [...points, ...fifth] }),
      /^field landmarks: expected five pairs of finite numbers, /,
    );
  }
});

test("embeddings are whole, finite and of unit length", () => {
  const embedding = (...values: number[]) => face({ embedding: base64Of(...values) });
  assert.equal(embedding(0.6, 0.8009), "accepted");
  assert.equal(embedding(0.6, 0.8), "accepted");
  assert.equal(embedding(0.5, 0.5), "field embedding: expected a vector of length 1, found length 0.7071");
  assert.equal(
    embedding(0, 0, 0, 0, 1.0011),
    "field embedding: expected a vector of length 1, found length 1.001",
  );
  assert.equal(embedding(0, 0, 0), "field embedding: expected a vector of length 1, found length 0");
  assert.equal(embedding(1, 0, Number.NaN), "field embedding: expected finite values, found NaN at index 2");
  assert.equal(
    embedding(Number.NEGATIVE_INFINITY),
    "field embedding: expected finite values, found -Infinity at index 0",
  );
  assert.equal(
    embedding(3e38, 3e38),
    "field embedding: expected a vector of length 1, found length 4.243e+38",
  );
  assert.equal(face({ embedding: "" }), "field embedding: expected at least one value, found none");
  assert.equal(
    face({ embedding: "AAAA" }),
    "field embedding: expected float32 values of 4 bytes each, found 3 bytes",
  );
  assert.equal(face({ embedding: [1, 0] }), "field embedding: expected base64, found a list of 2");
});

test("nesting that would exhaust the stack is refused, wherever it stands", () => {
  const deep = JSON.parse(`${"[".repeat(101)}${"]".repeat(101)}`);
  assert.equal(face({ mine: deep }), 'field "mine": nested more than 100 levels deep');
  assert.equal(face({ features: { deep } }), "field features: nested more than 100 levels deep");
  assert.equal(face({ mine: deep[0] }), "accepted");
});

test("the position may be given as a function, asked only for errors", () => {
  let asked = 0;
  const where = () => {
    asked++;
    return "batch 2, row 5";
  };
  validateRecord({ ...FACE }, where);
  assert.equal(asked, 0);
  assert.throws(() => validateRecord({}, where), /batch 2, row 5, field kind: missing/);
});
