/**
 * XML as a tree that can be changed and written again. What nobody changes stays as it was: text,
 * comments and instructions are kept as they stand in the file.
 * @module
 */
import { FacepipeError } from "../../core/mod.ts";

/** An attribute of an element. */
export interface XmlAttribute {
  /** As it is written, with a prefix. */
  readonly tag: string;
  /** `{namespace}local`; without a namespace where it has no prefix. */
  readonly name: string;
  /** As it stands between the quotes. */
  value: string;
}

/** An element. */
export interface XmlElement {
  readonly tag: string;
  readonly name: string;
  readonly attributes: XmlAttribute[];
  readonly children: XmlNode[];
}

/** An element; or text, a comment or an instruction, as it stands in the file. */
export type XmlNode = XmlElement | string;

/**
 * The longest text that is read, in UTF-16 code units: about a second of work. Lightroom's longest
 * edits stay below half of it.
 */
export const MAX_XML_LENGTH = 4_000_000;

/** The parser repeats what it cannot read. */
const LONGEST_REASON = 200;

/** A node as fast-xml-parser gives it: one key for the tag, `:@` for the attributes. */
type Ordered = { readonly [tag: string]: unknown };

/** Namespaces by their prefixes, as far as an element declares them. */
interface Prefixes {
  readonly own: ReadonlyMap<string, string>;
  /** Of the element around; copies of all would cost hostile files minutes. */
  readonly outer?: Prefixes;
}

const ATTRIBUTES = ":@";
const TEXT = "#text";
const COMMENT = "#comment";
const CDATA = "#cdata";

/**
 * Parses XML without document type declarations, and so without entities of its own making.
 *
 * @throws FacepipeError EXTRACTION_ERROR where it is no XML, has a document type declaration, or more
 * than 100 levels; OVER_CAPACITY above {@linkcode MAX_XML_LENGTH}. The messages say only why.
 */
export async function parseXml(text: string): Promise<XmlNode[]> {
  if (text.length > MAX_XML_LENGTH) {
    const message = `it has ${text.length} characters, more than the limit of ${MAX_XML_LENGTH}`;
    throw new FacepipeError("OVER_CAPACITY", message);
  }
  if (/<!DOCTYPE/i.test(text)) throw damaged("a document type declaration is not allowed");
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const parser = new XMLParser({
    attributeNamePrefix: "",
    cdataPropName: CDATA,
    commentPropName: COMMENT,
    ignoreAttributes: false,
    parseTagValue: false,
    preserveOrder: true,
    processEntities: false,
    trimValues: false,
  });
  // Some programs fill packets up with what is no XML.
  const whole = text.slice(0, text.lastIndexOf(">") + 1);
  try {
    const verdict = XMLValidator.validate(whole);
    if (verdict !== true) throw new Error(`line ${verdict.err.line}: ${verdict.err.msg}`);
    const prefixes = { own: new Map([["xml", "http://www.w3.org/XML/1998/namespace"]]) };
    return (parser.parse(whole) as Ordered[]).map((node) => nodeOf(node, prefixes));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split("\n")[0]! : String(thrown);
    throw damaged(reason.slice(0, LONGEST_REASON).replace(/\.$/, ""), thrown);
  }
}

function damaged(reason: string, cause?: unknown): FacepipeError {
  return new FacepipeError("EXTRACTION_ERROR", `it is no well-formed XML: ${reason}`, { cause });
}

function nodeOf(node: Ordered, outer: Prefixes): XmlNode {
  const tag = Object.keys(node).find((key) => key !== ATTRIBUTES)!;
  if (tag === TEXT) return String(node[TEXT]);
  if (tag === COMMENT) return `<!--${innerText(node[COMMENT])}-->`;
  if (tag === CDATA) return `<![CDATA[${innerText(node[CDATA])}]]>`;
  const given = Object.entries((node[ATTRIBUTES] ?? {}) as { [tag: string]: string });
  if (tag.startsWith("?")) {
    return `<${tag}${given.map(([name, value]) => ` ${name}=${quoted(value)}`).join("")}?>`;
  }
  const prefixes = withOwn(outer, given);
  const attributes = given.map(([name, value]) => ({
    tag: name,
    name: name.includes(":") ? expanded(name, prefixes) : name,
    value,
  }));
  const children = (node[tag] as Ordered[]).map((child) => nodeOf(child, prefixes));
  return { tag, name: expanded(tag, prefixes), attributes, children };
}

function innerText(nodes: unknown): string {
  return (nodes as Ordered[]).map((node) => String(node[TEXT] ?? "")).join("");
}

function withOwn(outer: Prefixes, attributes: readonly (readonly [name: string, value: string])[]): Prefixes {
  const own = attributes.filter(([name]) => name === "xmlns" || name.startsWith("xmlns:"));
  if (own.length === 0) return outer;
  return { own: new Map(own.map(([name, value]) => [name.slice(6), decodeXml(value)])), outer };
}

function namespaceOf(prefix: string, prefixes: Prefixes): string | undefined {
  for (let scope: Prefixes | undefined = prefixes; scope; scope = scope.outer) {
    const found = scope.own.get(prefix);
    if (found !== undefined) return found;
  }
  return undefined;
}

function expanded(tag: string, prefixes: Prefixes): string {
  const colon = tag.indexOf(":");
  const namespace = namespaceOf(tag.slice(0, Math.max(0, colon)), prefixes);
  return namespace === undefined ? tag : `{${namespace}}${tag.slice(colon + 1)}`;
}

/** The tree as text. Namespaces are declared once, where they are needed first. */
export function formatXml(nodes: readonly XmlNode[], declared: Prefixes = { own: new Map() }): string {
  return nodes.map((node) => (typeof node === "string" ? node : formatElement(node, declared))).join("");
}

function formatElement({ tag, attributes, children }: XmlElement, outer: Prefixes): string {
  const given = attributes.map(({ tag: name, value }) => [name, value] as const);
  const declared = withOwn(outer, given);
  const needed = given.filter(([name, value]) => !isDeclared(outer, name, value));
  const start = `<${tag}${needed.map(([name, value]) => ` ${name}=${quoted(value)}`).join("")}`;
  return children.length === 0 ? `${start}/>` : `${start}>${formatXml(children, declared)}</${tag}>`;
}

function isDeclared(prefixes: Prefixes, name: string, value: string): boolean {
  return name.startsWith("xmlns:") && namespaceOf(name.slice(6), prefixes) === decodeXml(value);
}

/** A value that stood between quotes of either kind. */
function quoted(value: string): string {
  return value.includes('"') ? `'${value.replaceAll("'", "&#39;")}'` : `"${value}"`;
}

const NAMED: { readonly [name: string]: string } = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

/** Text of the file as what it means: the five entities of XML and numbers. Others stay as they are. */
export function decodeXml(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (all, dec, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? all;
    const code = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
      ? String.fromCodePoint(code)
      : all;
  });
}

/** Text as it has to stand in a file, between tags or quotes. Characters that XML cannot have are left out. */
export function encodeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The text of an element, without its children's. */
export function textOf({ children }: XmlElement): string {
  return children
    .filter((child) => typeof child === "string")
    .map((raw) => {
      if (raw.startsWith("<!--") || raw.startsWith("<?")) return "";
      return raw.startsWith("<![CDATA[") ? raw.slice(9, -3) : decodeXml(raw);
    })
    .join("")
    .trim();
}
