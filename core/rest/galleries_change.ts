/**
 * Changes of the galleries that a face is in.
 * @module
 */
import { galleryName, list } from "../http/param_kinds.ts";
import { badParam, fromText, param } from "../http/params.ts";
import { DEFAULT_GALLERY } from "./galleries.ts";

/** A change: galleries to add, to leave, or to be in and no others. */
export type GalleriesChange = Readonly<Partial<Record<"add" | "del" | "set", readonly string[]>>>;

const WAYS = ["add", "del", "set"] as const;
const EXPECTED = 'expected one of {"add": [names]}, {"del": [names]}, {"set": [names]}';
const NAMES = list("Names", galleryName("Name"));

/** A change, as a parameter. */
export const GALLERIES_CHANGE = param<GalleriesChange>(
  'Galleries to add it to, to take it from, or to have it in: {"add": […]}, {"del": […]} or {"set": […]}',
  {
    type: "object",
    properties: Object.fromEntries(WAYS.map((way) => [way, NAMES.schema])),
    maxProperties: 1,
  },
  (value, name) => {
    const read = fromText(value, name, EXPECTED);
    const entries = read !== null && typeof read === "object" ? Object.entries(read) : [];
    const [entry] = entries;
    const way = WAYS.find((known) => known === entry?.[0]);
    if (entries.length !== 1 || !way || Array.isArray(read)) throw badParam(name, value, EXPECTED);
    const names = NAMES.read(entry![1], `${name}.${way}`);
    if (!names) throw badParam(name, value, EXPECTED);
    if (way === "del" && names.includes(DEFAULT_GALLERY))
      throw badParam(`${name}.del`, DEFAULT_GALLERY, "every face is in it");
    return { [way]: names };
  },
);

/** What is to be added and left, where a face is in some galleries. */
export function changedGalleries(
  current: readonly string[],
  { add = [], del = [], set }: GalleriesChange,
): { add: string[]; del: string[] } {
  const others = (names: readonly string[], known: readonly string[]) =>
    [...new Set(names)].filter((name) => !known.includes(name));
  if (!set) return { add: others(add, current), del: [...del] };
  const wanted = [DEFAULT_GALLERY, ...set];
  return { add: others(wanted, current), del: others(current, wanted) };
}
