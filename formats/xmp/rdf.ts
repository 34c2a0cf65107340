/**
 * XMP's way of writing properties in RDF: values as elements or attributes, structures as elements
 * with `rdf:parseType`, with an `rdf:Description` inside, or with attributes, lists in bags.
 * @module
 */
import { expandedName, type QName } from "./namespaces.ts";
import { decodeXml, textOf, type XmlAttribute, type XmlElement, type XmlNode } from "./xml.ts";

const RDF = expandedName("rdf:RDF");
const DESCRIPTION = expandedName("rdf:Description");
const ITEM = expandedName("rdf:li");
const CONTAINERS = new Set((["rdf:Bag", "rdf:Seq", "rdf:Alt"] as const).map(expandedName));

/** The value of a property: an element, or an attribute where it is plain text. */
export type RdfValue = XmlElement | XmlAttribute;

/** The first `rdf:RDF` of a tree. */
export function findRdf(nodes: readonly XmlNode[]): XmlElement | undefined {
  for (const node of elementsOf(nodes)) {
    const found = node.name === RDF ? node : findRdf(node.children);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The descriptions of what the packet is about. */
export function descriptionsOf(rdf: XmlElement): XmlElement[] {
  return elementsOf(rdf.children).filter(({ name }) => name === DESCRIPTION);
}

/** A property of the packet. */
export function propertyOf(rdf: XmlElement, name: QName): RdfValue | undefined {
  return firstOf(descriptionsOf(rdf), name);
}

/** A field of a structure; undefined where the value is none, or has no such field. */
export function fieldOf(value: RdfValue | undefined, name: QName): RdfValue | undefined {
  if (value === undefined || !isElement(value)) return undefined;
  return firstOf([value, ...descriptionsOf(value)], name);
}

function firstOf(holders: readonly XmlElement[], name: QName): RdfValue | undefined {
  const wanted = expandedName(name);
  for (const { attributes, children } of holders) {
    const found =
      attributes.find((attribute) => attribute.name === wanted) ??
      elementsOf(children).find((child) => child.name === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The bag, sequence or list of alternatives that a value is. */
export function containerOf(value: RdfValue | undefined): XmlElement | undefined {
  if (value === undefined || !isElement(value)) return undefined;
  return elementsOf(value.children).find(({ name }) => CONTAINERS.has(name));
}

/** The items of a list; none where the value is no list. */
export function itemsOf(value: RdfValue | undefined): XmlElement[] {
  return elementsOf(containerOf(value)?.children ?? []).filter(({ name }) => name === ITEM);
}

/** A value as text, without spaces around it; undefined where there is none. */
export function plainText(value: RdfValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = isElement(value) ? textOf(value) : decodeXml(value.value).trim();
  return text === "" ? undefined : text;
}

/** A value as a finite number. */
export function numberIn(value: RdfValue | undefined): number | undefined {
  const text = plainText(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a value is an element, not an attribute. */
export function isElement(value: RdfValue): value is XmlElement {
  return "children" in value;
}

function elementsOf(nodes: readonly XmlNode[]): XmlElement[] {
  return nodes.filter((node) => typeof node !== "string");
}
