/**
 * Names and counts as pictures, in any script that this machine has letters for.
 * @module
 */

/** Colours of the sheets: those of the page. */
export const PAPER = { r: 250, g: 248, b: 245 };
const INK = "#25221e";
const QUIET = "#756e65";

/** More of a name would not fit. */
const LONGEST = 60;

/** Nothing of these may stand in XML, whatever it is escaped to. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/** A picture of two lines of text, as SVG; what is too long is cut. */
export function labelSvg(name: string, detail: string, width: number, height: number): Buffer {
  const middle = height / 2;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="system-ui, 'DejaVu Sans', 'Noto Sans', sans-serif">` +
      `<text x="16" y="${middle - 2}" font-size="20" font-weight="600" fill="${INK}">${xml(short(name))}</text>` +
      `<text x="16" y="${middle + 22}" font-size="15" fill="${QUIET}">${xml(detail)}</text></svg>`,
  );
}

/** Whether letters can be drawn here: without fonts, all of them are the same box, or nothing. */
export async function hasFonts(): Promise<boolean> {
  const { default: sharp } = await import("sharp");
  const [one, other] = await Promise.all(
    ["i", "M"].map((letter) =>
      sharp(labelSvg(letter, "", 64, 64))
        .raw()
        .toBuffer(),
    ),
  );
  return !one!.equals(other!);
}

function short(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  const letters = [...new Intl.Segmenter().segment(line.slice(0, 20 * LONGEST))].map(
    ({ segment }) => segment,
  );
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : line;
}

function xml(text: string): string {
  const clean = text.toWellFormed().replace(NO_XML, "\ufffd");
  return clean.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
