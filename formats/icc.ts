/**
 * Colour profiles of photos. Most say sRGB, and a conversion from sRGB to sRGB changes no pixel but
 * takes three times as long as decoding.
 *
 * Source: ICC.1:2022 (Profile version 4.4), 7.2 and 7.3, 10.6 curveType, 10.18 parametricCurveType.
 * @module
 */

/** Red, green and blue of sRGB as XYZ under D50 (IEC 61966-2-1, adapted by Bradford's method). */
const PRIMARIES: Readonly<Record<string, readonly [number, number, number]>> = {
  rXYZ: [0.43607, 0.22249, 0.01392],
  gXYZ: [0.38515, 0.71687, 0.09708],
  bXYZ: [0.14307, 0.06061, 0.7141],
};

const CURVES = ["rTRC", "gTRC", "bTRC"];

/** Profiles of the same colours round differently, by less than this. */
const PRIMARY_TOLERANCE = 1e-3;
/** Half a step of eight bits, where the curve is flattest. */
const CURVE_TOLERANCE = 1.5e-4;

/** Points at which curves are compared. */
const CURVE_STEPS = 51;

const HEADER = 128;
const TAG = 12;
const MAX_TAGS = 100;
/** A curve of fewer points is interpolated too coarsely to be told from others. */
const LEAST_POINTS = 256;

/** True where a profile is a matrix and curves, and those of sRGB: converting by it leaves 8-bit colours as they are. */
export function isSrgb(profile: Uint8Array): boolean {
  const bytes = new DataView(profile.buffer, profile.byteOffset, profile.length);
  try {
    if (textAt(bytes, 16) !== "RGB " || textAt(bytes, 20) !== "XYZ ") return false;
    const tags = tagsOf(bytes);
    // Tables come before matrix and curves.
    if (tags.has("A2B0") || tags.has("A2B1")) return false;
    return (
      Object.entries(PRIMARIES).every(([name, xyz]) => isNear(bytes, tags.get(name), xyz)) &&
      CURVES.every((name) => isSrgbCurve(bytes, tags.get(name)))
    );
  } catch (error) {
    // It ends early.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function textAt(bytes: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => bytes.getUint8(at + i)));
}

/** Where the values of the tags begin. */
function tagsOf(bytes: DataView): Map<string, number> {
  const count = Math.min(bytes.getUint32(HEADER), MAX_TAGS);
  const positions = Array.from({ length: count }, (_, i) => HEADER + 4 + i * TAG);
  return new Map(positions.map((at) => [textAt(bytes, at), bytes.getUint32(at + 4)]));
}

function fixedAt(bytes: DataView, at: number): number {
  return bytes.getInt32(at) / 65536;
}

function isNear(bytes: DataView, at: number | undefined, xyz: readonly number[]): boolean {
  if (at === undefined || textAt(bytes, at) !== "XYZ ") return false;
  return xyz.every((value, i) => Math.abs(fixedAt(bytes, at + 8 + 4 * i) - value) < PRIMARY_TOLERANCE);
}

function isSrgbCurve(bytes: DataView, at: number | undefined): boolean {
  const curve = at === undefined ? undefined : curveAt(bytes, at);
  if (curve === undefined) return false;
  for (let step = 0; step <= CURVE_STEPS; step++) {
    const x = step / CURVE_STEPS;
    if (!(Math.abs(curve(x) - linearOf(x)) < CURVE_TOLERANCE)) return false;
  }
  return true;
}

/** The curve of sRGB (IEC 61966-2-1): light of a value, both 0 to 1. */
function linearOf(x: number): number {
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/** A curve of a profile; undefined where it is of a kind that sRGB is not written as. */
function curveAt(bytes: DataView, at: number): ((x: number) => number) | undefined {
  const type = textAt(bytes, at);
  if (type === "para" && bytes.getUint16(at + 8) === 3) {
    const [g, a, b, c, d] = [0, 1, 2, 3, 4].map((i) => fixedAt(bytes, at + 12 + 4 * i)) as Five;
    return (x) => (x >= d ? (a * x + b) ** g : c * x);
  }
  const points = type === "curv" ? bytes.getUint32(at + 8) : 0;
  if (points < LEAST_POINTS) return undefined;
  const pointAt = (i: number) => bytes.getUint16(at + 12 + 2 * i) / 65535;
  return (x) => {
    const low = Math.min(Math.floor(x * (points - 1)), points - 2);
    const share = x * (points - 1) - low;
    return pointAt(low) * (1 - share) + pointAt(low + 1) * share;
  };
}

type Five = [number, number, number, number, number];
