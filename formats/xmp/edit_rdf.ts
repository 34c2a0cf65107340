/**
 * Changes to RDF that leave everything else as it is.
 * @module
 */
import { expandedName, NAMESPACES, type Prefix, type QName } from "./namespaces.ts";
import { containerOf, descriptionsOf, fieldOf, isElement, itemsOf, plainText, propertyOf } from "./rdf.ts";
import { encodeXml, parseXml, type XmlElement } from "./xml.ts";

/** Declarations of prefixes, as attributes of an element. */
export function declarations(...prefixes: Prefix[]): string {
  return prefixes.map((prefix) => ` xmlns:${prefix}="${NAMESPACES[prefix]}"`).join("");
}

/** Puts new XML behind what an element holds. It has to declare its prefixes: whoever wrote the element may use others. */
export async function append(element: XmlElement, xml: string): Promise<void> {
  element.children.push(...(await parseXml(xml)), "\n");
}

/** Takes a property away. */
export function removeProperty(rdf: XmlElement, name: QName): void {
  const wanted = expandedName(name);
  for (const { attributes, children } of descriptionsOf(rdf)) {
    remove(attributes, (attribute) => attribute.name === wanted);
    remove(children, (child) => typeof child !== "string" && child.name === wanted);
  }
}

function remove<T>(list: T[], isWanted: (item: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) if (isWanted(list[i]!)) list.splice(i, 1);
}

/** Gives a field of a structure its text. */
export async function setField(structure: XmlElement, name: QName, text: string): Promise<void> {
  const known = fieldOf(structure, name);
  if (known !== undefined && !isElement(known)) {
    known.value = encodeXml(text);
    return;
  }
  if (known !== undefined) {
    known.children.splice(0, known.children.length, encodeXml(text));
    return;
  }
  const holder = descriptionsOf(structure)[0] ?? structure;
  const prefix = name.slice(0, name.indexOf(":")) as Prefix;
  // A structure may be written in attributes alone, and then cannot have elements.
  const sibling = holder.attributes.find((attribute) => attribute.name.startsWith(`{${NAMESPACES[prefix]}}`));
  if (sibling === undefined) {
    await append(holder, `<${name}${declarations(prefix)}>${encodeXml(text)}</${name}>`);
    return;
  }
  const tag = sibling.tag.slice(0, sibling.tag.indexOf(":")) + name.slice(prefix.length);
  holder.attributes.push({ tag, name: expandedName(name), value: encodeXml(text) });
}

/**
 * Adds texts to a list that is a property of the packet; those that it has already are left out.
 *
 * @returns Whether anything was added.
 */
export async function addToList(
  rdf: XmlElement,
  name: QName,
  container: "Bag" | "Seq",
  texts: readonly string[],
): Promise<boolean> {
  const known = propertyOf(rdf, name);
  const present = new Set(itemsOf(known).map(plainText));
  const missing = texts.filter((text) => !present.has(text));
  if (missing.length === 0) return false;
  const item = (text: string) => `<rdf:li${declarations("rdf")}>${encodeXml(text)}</rdf:li>`;
  const list = containerOf(known);
  if (list !== undefined) {
    for (const text of missing) await append(list, item(text));
    return true;
  }
  removeProperty(rdf, name);
  const prefix = name.slice(0, name.indexOf(":")) as Prefix;
  const items = missing.map((text) => `<rdf:li>${encodeXml(text)}</rdf:li>`).join("");
  await append(
    rdf,
    `<rdf:Description rdf:about=""${declarations("rdf", prefix)}><${name}><rdf:${container}>${items}</rdf:${container}></${name}></rdf:Description>`,
  );
  return true;
}
