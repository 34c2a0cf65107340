import assert from "node:assert/strict";
import { describe, test } from "node:test";
import sharp from "sharp";
import type { RgbImage } from "../../../core/mod.ts";
import { faceRow, faceSide, facesInLine } from "../../../formats/terminal/face_row.ts";
import { itermPicture, kittyPicture } from "../../../formats/terminal/graphics.ts";
import { halfBlocks } from "../../../formats/terminal/half_blocks.ts";
import { chooseProtocol } from "../../../formats/terminal/protocols.ts";
import { sixelPicture } from "../../../formats/terminal/sixel.ts";

const ESC = "\u001b";
/** A chunk for kitty: keys and data. */
const KITTY = new RegExp(`${ESC}_G([^;]*);([^${ESC}]*)${ESC}\\\\`, "g");
const COLOUR = new RegExp(`${ESC}[^m]*m`, "g");

/** Black and white above, red and blue below. */
const FOUR: RgbImage = {
  width: 2,
  height: 2,
  data: Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255),
};

describe("pictures in a terminal, byte for byte", () => {
  test("half blocks: the upper pixel in front, the lower behind", () => {
    assert.deepEqual(halfBlocks(FOUR), [
      "\u001b[38;2;0;0;0;48;2;255;0;0m▀\u001b[38;2;255;255;255;48;2;0;0;255m▀\u001b[0m",
    ]);
    const one = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
    assert.deepEqual(halfBlocks(one), ["\u001b[38;2;1;2;3m▀\u001b[0m"]);
  });

  test("kitty: one chunk where it fits", () => {
    assert.equal(
      kittyPicture(Buffer.from("abc"), { columns: 4, rows: 2 }),
      "\u001b_Ga=T,f=100,c=4,r=2,q=2,m=0;YWJj\u001b\\\n",
    );
  });

  test("kitty: chunks of 4096 characters, keys only before the first", () => {
    const text = kittyPicture(Buffer.alloc(3 * 1024 * 2 + 3, "x"), { columns: 4, rows: 2 });
    const chunks = [...text.matchAll(KITTY)];
    assert.deepEqual(
      chunks.map(([, keys, data]) => [keys, data!.length]),
      [
        ["a=T,f=100,c=4,r=2,q=2,m=1", 4096],
        ["m=1", 4096],
        ["m=0", 4],
      ],
    );
    assert.equal(chunks.map(([whole]) => whole).join(""), text.trimEnd());
  });

  test("iTerm2", () => {
    assert.equal(
      itermPicture(Buffer.from("abc"), { columns: 4, rows: 2 }),
      "\u001b]1337;File=inline=1;size=3;width=4;height=2;preserveAspectRatio=1:YWJj\u0007\n",
    );
  });

  test("sixel: a palette of the colours that are there, and a pass for each", () => {
    assert.equal(
      sixelPicture(FOUR),
      '\u001bPq"1;1;2;2#0;2;0;0;0#5;2;0;0;100#180;2;100;0;0#215;2;100;100;100' +
        "#0@?$#215?@$#180A?$#5?A\u001b\\\n",
    );
    const wide = { width: 9, height: 1, data: new Uint8Array(27).fill(255) };
    assert.match(sixelPicture(wide), /#215!9@/);
  });

  test("faces stand a column apart", async () => {
    const side = faceSide("blocks", 1);
    const face = { width: side, height: side, data: new Uint8Array(3 * side * side) };
    assert.equal((await faceRow([face, face], "blocks", 1)).replaceAll(COLOUR, ""), "▀▀ ▀▀\n");
    assert.equal(facesInLine(80, 8), 4);
    assert.equal(facesInLine(3, 8), 1);
  });

  test("a row of faces is a PNG that fills its cells", async () => {
    const side = faceSide("kitty", 2);
    const face = { width: side, height: side, data: new Uint8Array(3 * side * side) };
    const text = await faceRow([face, face], "kitty", 2);
    assert.match(text, /c=9,r=2,/);
    const data = [...text.matchAll(KITTY)].map(([, , piece]) => piece).join("");
    const { width, height, format } = await sharp(Buffer.from(data, "base64")).metadata();
    assert.deepEqual({ width, height, format }, { width: 90, height: 40, format: "png" });
  });
});

test("what a terminal shows, by its environment", () => {
  const chosen = (env: Record<string, string>) => chooseProtocol(env).protocol ?? chooseProtocol(env).missing;
  assert.equal(chosen({ TERM: "xterm-kitty", COLORTERM: "truecolor" }), "kitty");
  assert.equal(chosen({ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }), "kitty");
  assert.equal(chosen({ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }), "iterm");
  assert.equal(chosen({ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }), "iterm");
  assert.equal(chosen({ TERM: "foot" }), "sixel");
  assert.equal(chosen({ TERM: "xterm-256color", KONSOLE_VERSION: "220401" }), "kitty");
  assert.equal(chosen({ TERM: "xterm-256color", COLORTERM: "truecolor" }), "blocks");
  assert.equal(chosen({ TERM: "xterm-kitty", TMUX: "/tmp/tmux" }), "blocks");
  assert.equal(chosen({ TERM: "screen", KITTY_WINDOW_ID: "1", COLORTERM: "24bit" }), "blocks");
  assert.match(chosen({ TERM: "xterm-256color" })!, /TERM=xterm-256color\) shows neither/);
  assert.match(chosen({})!, /TERM=unset/);
  assert.match(chosen({ TERM: "xterm", COLORTERM: "truecolor", NO_COLOR: "1" })!, /NO_COLOR is set/);
});
