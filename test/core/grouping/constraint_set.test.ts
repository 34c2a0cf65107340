import assert from "node:assert/strict";
import { test } from "node:test";
import { type Constraint, type ConstraintRule, ConstraintSet, constraintRule } from "../../../core/mod.ts";

function lines(...rules: ConstraintRule[]): Constraint[] {
  return rules.map((rule, i) => ({ ...rule, at: { file: "a.ndjson", line: i + 1 } }));
}

function same(...faces: string[]): ConstraintRule {
  return { type: "same", faces };
}

function different(a: string, b: string): ConstraintRule {
  return { type: "different", faces: [a, b] };
}

function name(called: string, ...faces: string[]): ConstraintRule {
  return { type: "name", faces, name: called };
}

function refuses(constraints: readonly Constraint[], reason: string): void {
  assert.throws(() => new ConstraintSet(constraints), {
    code: "BAD_PARAM",
    exit: 2,
    message: `Cannot apply the constraints: ${reason}`,
  });
}

test("chains and names join faces into blocks, in the order of their lowest faces", () => {
  const set = new ConstraintSet(
    lines(
      same("d", "c"),
      same("b", "d"),
      name("Ann", "f"),
      name("Ann", "a"),
      different("e", "b"),
      same("g", "f"),
    ),
  );
  assert.deepEqual(
    set.blocks.map(({ faces, name, named }) => [faces, name, [...named]]),
    [
      [["a", "f", "g"], "Ann", ["a", "f"]],
      [["b", "c", "d"], undefined, []],
      [["e"], undefined, []],
    ],
  );
  assert.deepEqual(
    set.apart.map((others) => [...others]),
    [[], [2], [1]],
  );
  assert.deepEqual([set.blockOf("g"), set.blockOf("x")], [0, undefined]);
});

test("the order of the constraints does not matter", () => {
  const all = lines(same("a", "b"), name("Ann", "c", "d"), different("a", "c"), {
    type: "ignore",
    faces: ["e"],
  });
  assert.deepEqual(new ConstraintSet(all.toReversed()), new ConstraintSet(all));
});

test("faces that are ignored are not told apart", () => {
  const set = new ConstraintSet(lines({ type: "ignore", faces: ["b"] }, different("a", "b")));
  assert.deepEqual(
    set.blocks.map(({ faces }) => faces),
    [["a"]],
  );
  assert.deepEqual([...set.apart[0]!], []);
  assert.deepEqual([...set.faces()], ["a", "b"]);
});

test("same and different of the same faces", () => {
  refuses(
    lines(same("a", "b"), different("b", "a")),
    "line 2 of a.ndjson makes b and a different people, but line 1 of a.ndjson makes them one",
  );
});

test("same and different through the shortest chain over files", () => {
  const chain = lines(same("a", "b"), same("b", "c"), same("c", "d", "e"), same("b", "x"), same("x", "c"));
  const parted: Constraint = { ...different("e", "a"), at: { file: "b.csv", line: 7 } } as Constraint;
  refuses(
    [parted, ...chain],
    "line 7 of b.csv makes e and a different people, but lines 1, 2 and 3 of a.ndjson make them one",
  );
});

test("two names for one face, and for faces that are the same", () => {
  refuses(
    lines(name("Ann", "a"), name("Bob", "a")),
    'lines 1 and 2 of a.ndjson make one person of "Ann" and "Bob"',
  );
  refuses(
    lines(name("Bob", "c"), same("a", "b"), name("Ann", "a"), same("b", "c")),
    'lines 1, 2, 3 and 4 of a.ndjson make one person of "Bob" and "Ann"',
  );
});

test("one name for faces that are different", () => {
  refuses(
    lines(name("Ann", "a"), different("a", "b"), name("Ann", "b")),
    "line 2 of a.ndjson makes a and b different people, but lines 1 and 3 of a.ndjson make them one",
  );
});

test("a face that is ignored and somebody", () => {
  refuses(
    lines({ type: "ignore", faces: ["a"] }, same("a", "b")),
    "line 1 of a.ndjson ignores a, but line 2 of a.ndjson gives it the person of other faces",
  );
  refuses(
    lines(name("Ann", "a"), { type: "ignore", faces: ["a"] }),
    "line 2 of a.ndjson ignores a, but line 1 of a.ndjson gives it a name",
  );
});

test("of many contradictions one is explained and all are counted, in little time", () => {
  const many = Array.from({ length: 20_000 }, (_, i) => [same("a", `b${i}`), different(`b${i}`, "a")]);
  refuses(
    lines(...many.flat()),
    "line 2 of a.ndjson makes b0 and a different people, but line 1 of a.ndjson makes them one; " +
      "there are 19999 more contradictions",
  );
});

test("a chain of a hundred thousand faces is one block", () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => same(`f${i}`, `f${i + 1}`));
  assert.equal(new ConstraintSet(lines(...chain)).blocks.length, 1);
});

test("rules that say nothing are refused in words", () => {
  assert.equal(
    constraintRule("merge", ["a", "b"]),
    'expected the type same, different, name or ignore, found "merge"',
  );
  assert.equal(constraintRule("same", ["a", "a"]), "expected at least 2 faces, found 1");
  assert.equal(constraintRule("different", ["a", "b", "c"]), "expected 2 faces, found 3");
  assert.equal(constraintRule("different", ["a", "a"]), "the two faces are one");
  assert.equal(constraintRule("ignore", []), "expected at least 1 face, found 0");
  assert.equal(constraintRule("ignore", [""]), "a face id is empty");
  assert.equal(constraintRule("name", ["a"], "  "), "the name is empty");
  assert.equal(constraintRule("name", ["a"], "x\u0000"), "the name has a control character");
  assert.equal(constraintRule("name", ["a"], "x".repeat(201)), "the name is longer than 200 characters");
});

test("names are trimmed and composed", () => {
  assert.deepEqual(constraintRule("name", ["a"], " Zoe\u0308 "), {
    type: "name",
    faces: ["a"],
    name: "Zo\u00eb",
  });
});
