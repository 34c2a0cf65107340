import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Calibration,
  CONFIDENCES,
  checkCalibration,
  cosineAt,
  DEFAULT_CALIBRATION,
  falseAcceptRate,
  toConfidence,
  toCosine,
} from "../../core/mod.ts";

const simple: Calibration = { "1e-1": 0.1, "1e-2": 0.2, "1e-3": 0.3 };

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

test("rates are interpolated by their logarithms, and fall on beyond the last point", () => {
  close(falseAcceptRate(0.2, simple), 1e-2);
  close(falseAcceptRate(0.25, simple), 10 ** -2.5);
  close(falseAcceptRate(0.4, simple), 1e-4);
  close(falseAcceptRate(-1, simple), 1);
  // Half way from −1, where all pairs are, to the first point.
  close(falseAcceptRate(-0.45, simple), 10 ** -0.5);
});

test("a rate gives back its similarity, beyond the curve and beyond 1 too", () => {
  for (const cosine of [-1, -0.7, 0.1, 0.17, 0.2, 0.6, 0.99]) {
    close(cosineAt(falseAcceptRate(cosine, simple), simple), cosine);
  }
  close(cosineAt(1e-12, simple), 1.2);
});

test("confidences lie where other programs expect them, for every embedder", () => {
  for (const calibration of [simple, DEFAULT_CALIBRATION]) {
    for (const rate of ["1e-1", "1e-3", "1e-5"] as const) {
      close(toConfidence(cosineAt(Number(rate), calibration), calibration), CONFIDENCES[rate]);
    }
    assert.deepEqual(
      [-1, 1].map((cosine) => toConfidence(cosine, calibration)),
      [0, 1],
    );
  }
  // Half way between 1e-1 and 1e-3.
  close(toConfidence(0.2, simple), (0.569 + 0.6616) / 2);
});

test("confidence rises everywhere, and its inverse brings the cosine back", () => {
  const steep: Calibration = { "1e-1": 0.5, "1e-2": 0.7, "1e-3": 0.9 };
  for (const calibration of [simple, steep, DEFAULT_CALIBRATION]) {
    let last = -1;
    for (let step = -100; step <= 100; step++) {
      const confidence = toConfidence(step / 100, calibration);
      assert.ok(confidence > last, `at ${step / 100}`);
      close(toCosine(confidence, calibration), step / 100);
      last = confidence;
    }
  }
});

test("values out of range count as the ends", () => {
  assert.deepEqual([toConfidence(1.000001, simple), toConfidence(-2, simple)], [1, 0]);
  assert.deepEqual([toCosine(1.5, simple), toCosine(-0.5, simple)], [1, -1]);
});

test("what is no curve is refused, naming the rate", () => {
  checkCalibration(DEFAULT_CALIBRATION);
  checkCalibration(simple);
  const wrong: [unknown, RegExp][] = [
    [{ "1e-1": 0.1, "1e-2": 0.2 }, /calibration 1e-3: it is missing/],
    [{ ...simple, "1e-5": 0.5 }, /calibration 1e-5 0\.5: a rate before it is missing/],
    [{ ...simple, "1e-2": 0.1 }, /calibration 1e-2 0\.1: expected a cosine above 0\.1 and below 1/],
    [{ ...simple, "1e-3": 1 }, /calibration 1e-3 1: expected a cosine above 0\.2/],
    [{ ...simple, "1e-1": Number.NaN }, /calibration 1e-1/],
  ];
  for (const [calibration, message] of wrong) {
    assert.throws(() => checkCalibration(calibration as Calibration), message);
  }
});
