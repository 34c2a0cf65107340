/**
 * Labelled boxes in the XML of dlib's imglab.
 * @module
 */
import type { Box, LabelledBox } from "../../core/mod.ts";
import { labelError } from "./label_file.ts";

/** An element: its attributes, and its children by their names. */
interface Element {
  readonly attributes?: { readonly [name: string]: string };
  readonly image?: readonly (Element | string)[];
  readonly box?: readonly (Element | string)[];
}

/**
 * The boxes of each image: `<image file>` with `<box top left width height ignore>`, in pixels.
 *
 * Document type declarations are refused, and with them every entity that the file itself defines;
 * so are more than 100 levels of elements.
 *
 * @throws {FacepipeError} exit 4 naming the line or the image that does not follow the format.
 */
export async function readImglab(file: string, text: string): Promise<Map<string, LabelledBox[]>> {
  const { dataset } = await parseXml(file, text);
  const { images } = asElement(dataset) as { images?: unknown };
  if (dataset === undefined || images === undefined) {
    throw labelError(file, "line 1", "expected <dataset><images>, as imglab writes it");
  }
  const photos = new Map<string, LabelledBox[]>();
  for (const [i, node] of (asElement(images).image ?? []).entries()) {
    const image = asElement(node);
    const path = image.attributes?.file;
    if (!path) throw labelError(file, `image ${i + 1}`, "attribute file is missing");
    const boxes = (image.box ?? []).map((box, k) =>
      boxOf(file, `image ${path}, box ${k + 1}`, asElement(box)),
    );
    const before = photos.get(path);
    if (before) before.push(...boxes);
    else photos.set(path, boxes);
  }
  return photos;
}

async function parseXml(file: string, text: string): Promise<{ dataset?: unknown }> {
  if (/<!DOCTYPE/i.test(text)) throw labelError(file, "line 1", "a document type declaration is not allowed");
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const parser = new XMLParser({
    attributeNamePrefix: "",
    attributesGroupName: "attributes",
    htmlEntities: true,
    ignoreAttributes: false,
    isArray: (name) => name === "image" || name === "box",
    parseTagValue: false,
  });
  try {
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) throw labelError(file, `line ${verdict.err.line}`, withoutStop(verdict.err.msg));
    return parser.parse(text) as { dataset?: unknown };
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "FacepipeError") throw thrown;
    throw labelError(
      file,
      "line 1",
      thrown instanceof Error ? withoutStop(thrown.message) : "unknown reason",
      thrown,
    );
  }
}

/** Elements without attributes and children come as text. */
function asElement(node: unknown): Element {
  return typeof node === "object" && node !== null && !Array.isArray(node) ? node : {};
}

function boxOf(file: string, where: string, { attributes = {} }: Element): LabelledBox {
  const [left, top, width, height] = ["left", "top", "width", "height"].map((name) => {
    const text = attributes[name];
    if (text === undefined) throw labelError(file, where, `attribute ${name} is missing`);
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) {
      throw labelError(file, where, `expected a number in attribute ${name}, got ${text}`);
    }
    return value;
  }) as Box;
  if (width <= 0 || height <= 0) throw labelError(file, where, "expected a width and a height over 0");
  return { bbox: [left, top, left + width, top + height], ignore: attributes.ignore === "1" };
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}
