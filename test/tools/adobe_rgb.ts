/**
 * The Adobe RGB (1998) colour space as an ICC profile, written from its published numbers.
 * @module
 */

/** X, Y and Z of the primaries under D50. */
const PRIMARIES = {
  rXYZ: [0.60974, 0.31111, 0.01947],
  gXYZ: [0.20528, 0.62567, 0.06087],
  bXYZ: [0.14919, 0.06322, 0.74457],
};

const GAMMA = 2.19921875;

/** An ICC profile of version 2 with three primaries and a gamma. */
export function adobeRgb(): Buffer {
  const curve = tag(
    "curv",
    Buffer.from([0, 0, 0, 1, Math.floor(GAMMA), Math.round((GAMMA % 1) * 256), 0, 0]),
  );
  const tags: [name: string, data: Buffer][] = [
    [
      "desc",
      tag("desc", Buffer.concat([Buffer.from([0, 0, 0, 6]), Buffer.from("Adobe\0"), Buffer.alloc(78)])),
    ],
    ["cprt", tag("text", Buffer.from("none\0\0\0\0"))],
    ["wtpt", xyz([0.9642, 1, 0.8249])],
    ...Object.entries(PRIMARIES).map(([name, value]): [string, Buffer] => [name, xyz(value)]),
    ...["rTRC", "gTRC", "bTRC"].map((name): [string, Buffer] => [name, curve]),
  ];
  let at = 128 + 4 + tags.length * 12;
  const table = tags.map(([name, data]) => {
    const entry = Buffer.alloc(12);
    entry.write(name, "latin1");
    entry.writeUInt32BE(at, 4);
    entry.writeUInt32BE(data.length, 8);
    at += data.length;
    return entry;
  });
  const count = Buffer.alloc(4);
  count.writeUInt32BE(tags.length);
  return Buffer.concat([header(at), count, ...table, ...tags.map(([, data]) => data)]);
}

function header(size: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt32BE(size);
  bytes.writeUInt32BE(0x02100000, 8);
  bytes.write("mntrRGB XYZ ", 12, "latin1");
  bytes.write("acsp", 36, "latin1");
  fixed([0.9642, 1, 0.8249]).copy(bytes, 68);
  return bytes;
}

function tag(type: string, data: Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.from(`${type}\0\0\0\0`, "latin1"), data]);
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function xyz(values: readonly number[]): Buffer {
  return tag("XYZ ", fixed(values));
}

/** Numbers with 16 bits before and 16 after the point. */
function fixed(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65536), i * 4);
  return bytes;
}
