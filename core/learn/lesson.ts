/**
 * Turns what became of photos into constraints.
 * @module
 */
import { type ConstraintRule, constraintRule } from "../grouping/constraints.ts";
import { isMadeUpName } from "../grouping/made_up_names.ts";
import type { Destination } from "./destinations.ts";
import { isSpecial } from "./heirs.ts";
import { type Entry, listsBy } from "./placed_entries.ts";

/** What {@linkcode learnCorrections} found. */
export interface Learned {
  /** In a stable order. */
  readonly rules: ConstraintRule[];
  /** What was done to a photo or a folder and says nothing, in words. */
  readonly notes: string[];
}

/** How many faces of a person are told apart from one that was taken away. */
const WITNESSES = 3;

/** A folder of today as a person. */
interface Group {
  readonly folder: string;
  /** Folders of then that it is the heir of. */
  readonly origins: Set<string>;
  /** Faces whose photos were always there. */
  readonly residents: string[];
  /** Faces whose photos were moved there, with the folder that they came from. */
  readonly arrivals: { readonly face: string; readonly from: string }[];
}

/** Collects entries, and tells what follows from them. */
export class Lesson {
  readonly notes: string[] = [];
  readonly #groups = new Map<string, Group>();
  readonly #homes = new Map<string, Group>();
  /** Whom the folders of then were made for. */
  readonly #persons = new Map<string, string>();
  readonly #ignored: string[] = [];
  readonly #rules: ConstraintRule[] = [];

  constructor(entries: readonly Entry[], of: ReadonlyMap<Entry, Destination>, ignoreDeleted: boolean) {
    for (const { folder, person } of entries) if (person !== undefined) this.#persons.set(folder, person);
    for (const entry of entries) this.#take(entry, of.get(entry)!, ignoreDeleted);
  }

  finish(): Learned {
    const groups = [...this.#groups.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
    for (const group of groups) {
      group.residents.sort();
      group.arrivals.sort((a, b) => (a.face < b.face ? -1 : 1));
    }
    for (const group of groups) this.#join(group);
    this.#part(groups);
    if (this.#ignored.length > 0) this.#rules.push({ type: "ignore", faces: this.#ignored.sort() });
    return { rules: this.#rules, notes: this.notes.sort() };
  }

  #take(entry: Entry, destination: Destination, ignoreDeleted: boolean): void {
    const { faces, folder, special, paths, isCertain } = entry;
    if (destination.to === "unclear") {
      this.notes.push(`${[...paths][0]}: ${destination.why}`);
    } else if (destination.to === "home") {
      if (special !== undefined) return;
      const group = this.#group(destination.folder);
      group.origins.add(folder);
      group.residents.push(...faces);
      this.#homes.set(folder, group);
    } else if (destination.to === "folder") {
      const arrivals = faces.map((face) => ({ face, from: folder }));
      this.#group(destination.folder).arrivals.push(...arrivals);
    } else if (special === undefined && (destination.to === "nobody" || (ignoreDeleted && isCertain))) {
      this.#ignored.push(...faces);
    }
  }

  #group(folder: string): Group {
    const known = this.#groups.get(folder);
    if (known !== undefined) return known;
    const group: Group = { folder, origins: new Set(), residents: [], arrivals: [] };
    this.#groups.set(folder, group);
    return group;
  }

  /** What a folder joins. */
  #join(group: Group): void {
    const { folder, residents, origins } = group;
    const arrived = group.arrivals.map(({ face }) => face);
    const name = this.#nameOf(group);
    if (name === undefined) {
      // All of them: fewer could be drawn to whom the newcomers were taken for.
      if (arrived.length > 0 || origins.size > 1) this.#same([...residents, ...arrived]);
      return;
    }
    const rule = constraintRule("name", residents.length > 0 ? residents : arrived, name);
    if (typeof rule === "string") this.notes.push(`"${folder}" names nobody: ${rule}`);
    else this.#rules.push(rule);
    // A name goes to whom a face is taken for, so newcomers must not be given it themselves.
    if (residents.length > 0 && arrived.length > 0) this.#same([residents[0]!, ...arrived]);
  }

  /** Photos that were in one folder and are in several now show several people. */
  #part(groups: readonly Group[]): void {
    const movers = groups.flatMap((group) => firstArrivals(group).map((arrival) => ({ ...arrival, group })));
    for (const [from, leavers] of listsBy(movers, (mover) => mover.from)) {
      const origin = this.#homes.get(from);
      const away = leavers.filter(({ group }) => group !== origin);
      // Who arrives in a new folder brings its name to whom it is taken for: the others there leave together.
      const names = away.some(
        ({ group }) => group.residents.length === 0 && this.#nameOf(group) !== undefined,
      );
      if (origin !== undefined && names && this.#nameOf(origin) === undefined) this.#same(origin.residents);
      for (const [index, { face }] of away.entries()) {
        for (const other of away.slice(0, index)) this.#different(other.face, face);
        for (const witness of origin?.residents.slice(0, WITNESSES) ?? []) this.#different(face, witness);
      }
    }
  }

  /** The name that somebody gave a folder: it is none of those that it was placed as, or one of several. */
  #nameOf({ folder, origins }: Group): string | undefined {
    if (isSpecial(folder) || isMadeUpName(folder)) return undefined;
    if (origins.size === 1 && origins.has(folder)) return undefined;
    return this.#persons.get(folder) ?? folder;
  }

  #different(a: string, b: string): void {
    this.#rules.push({ type: "different", faces: [a, b] });
  }

  #same(faces: readonly string[]): void {
    const all = [...new Set(faces)].sort();
    if (all.length > 1) this.#rules.push({ type: "same", faces: all });
  }
}

/** Of the newcomers from each folder the first. */
function firstArrivals({ arrivals }: Group): Group["arrivals"] {
  const first = new Map<string, Group["arrivals"][number]>();
  for (const arrival of arrivals) if (!first.has(arrival.from)) first.set(arrival.from, arrival);
  return [...first.values()];
}
