/**
 * What somebody who looks through an album says of it, and what the album is then. Every word can
 * be taken back.
 * @module
 */
import { type ConstraintRule, constraintRule } from "../grouping/constraints.ts";
import { isMadeUpName } from "../grouping/made_up_names.ts";
import { NOBODY_HERE, type ReviewAlbum, UNDECIDED } from "./album.ts";
import { rulesOf } from "./review_rules.ts";
import type { ReviewStep } from "./review_step.ts";

/** A person as reviewed so far. */
export interface ReviewedPerson {
  name: string;
  /** Who the person was in the album; undefined for somebody new. */
  readonly origin: number | undefined;
}

/** Two faces that were said to be one person or two. */
export interface JudgedPair {
  readonly same: boolean;
  readonly faces: readonly [number, number];
}

/** An album with corrections. */
export class Review {
  readonly album: ReviewAlbum;
  readonly #steps: ReviewStep[] = [];
  /** How many of the steps count; those after it were taken back. */
  #count = 0;
  #personOf = new Int32Array();
  #people: ReviewedPerson[] = [];
  #ignored = new Set<number>();
  /** For each face that was released, whom it was taken from. */
  #released = new Map<number, Set<number>>();
  #pairs: JudgedPair[] = [];

  constructor(album: ReviewAlbum) {
    this.album = album;
    this.#reset();
  }

  /** How many corrections there are. */
  get size(): number {
    return this.#count;
  }

  /** How many corrections that were taken back can be made again. */
  get undone(): number {
    return this.#steps.length - this.#count;
  }

  /** Everybody who is or was in the album; some may have no faces. */
  get people(): readonly ReviewedPerson[] {
    return this.#people;
  }

  get pairs(): readonly JudgedPair[] {
    return this.#pairs;
  }

  /** Faces that were said to belong to nobody. */
  get ignored(): ReadonlySet<number> {
    return this.#ignored;
  }

  /** For each face that was released, the people whom it was taken from. */
  get released(): ReadonlyMap<number, ReadonlySet<number>> {
    return this.#released;
  }

  /** Whose a face is: the place of a person, `NOBODY_HERE` or `UNDECIDED`. */
  personOf(face: number): number {
    return this.#personOf[face]!;
  }

  /** The faces of a person, best first. */
  facesOf(person: number): number[] {
    const faces: number[] = [];
    for (const [face, whose] of this.#personOf.entries()) if (whose === person) faces.push(face);
    return faces;
  }

  /** For each person the faces, best first. */
  members(): number[][] {
    const members: number[][] = this.#people.map(() => []);
    for (const [face, whose] of this.#personOf.entries()) members[whose]?.push(face);
    return members;
  }

  /** The person of a name, if there is one with a face. */
  personNamed(name: string): number | undefined {
    const tidy = name.normalize("NFC").trim();
    const found = this.#people.findIndex((person, at) => person.name === tidy && this.#personOf.includes(at));
    return found < 0 ? undefined : found;
  }

  /** What is wrong with a name, in words; undefined where nothing is. */
  problemOf(name: string): string | undefined {
    const rule = constraintRule("name", ["any"], name);
    return typeof rule === "string" ? rule : undefined;
  }

  /** Makes a correction; those that were taken back are gone then. */
  take(step: ReviewStep): void {
    this.#steps.length = this.#count;
    this.#steps.push(step);
    this.#count++;
    this.#apply(step);
  }

  /** Takes the last correction back; returns it, or undefined where there is none. */
  undo(): ReviewStep | undefined {
    if (this.#count === 0) return undefined;
    this.#count--;
    this.#reset();
    for (const step of this.#steps.slice(0, this.#count)) this.#apply(step);
    return this.#steps[this.#count];
  }

  /** Makes the correction again that was taken back last. */
  redo(): ReviewStep | undefined {
    const step = this.#steps[this.#count];
    if (step === undefined) return undefined;
    this.#count++;
    this.#apply(step);
    return step;
  }

  /** The constraints under which grouping gives what is seen here. */
  rules(): ConstraintRule[] {
    return rulesOf(this);
  }

  #reset(): void {
    this.#personOf = Int32Array.from(this.album.faces, ({ person }) => person);
    this.#people = this.album.people.map((name, origin) => ({ name, origin }));
    this.#ignored = new Set();
    this.#released = new Map();
    this.#pairs = [];
  }

  #apply(step: ReviewStep): void {
    if (step.type === "name") this.#name(step.person, step.name);
    else if (step.type === "merge") this.#merge(step.from, step.into);
    else if (step.type === "move") this.#move(step.faces, step.to);
    else if (step.type === "found") this.#found(step.faces, step.name);
    else if (step.type === "release") this.#release(step.faces);
    else if (step.type === "ignore") this.#ignore(step.faces);
    else this.#pairs.push({ same: step.same, faces: step.faces });
  }

  #name(person: number, name: string): void {
    const tidy = name.normalize("NFC").trim();
    const namesake = this.personNamed(tidy);
    if (namesake !== undefined && namesake !== person) this.#merge(person, namesake);
    else this.#people[person]!.name = tidy;
  }

  #merge(from: number, into: number): void {
    if (from === into) return;
    const [leaving, staying] = [this.#people[from]!, this.#people[into]!];
    if (isMadeUpName(staying.name)) staying.name = leaving.name;
    this.#move(this.facesOf(from), into);
    for (const whose of this.#released.values()) if (whose.delete(from)) whose.add(into);
  }

  #move(faces: readonly number[], to: number): void {
    for (const face of faces) {
      this.#personOf[face] = to;
      this.#ignored.delete(face);
      this.#released.delete(face);
    }
  }

  #found(faces: readonly number[], name: string): void {
    const tidy = name.normalize("NFC").trim();
    this.#move(faces, this.personNamed(tidy) ?? this.#people.push({ name: tidy, origin: undefined }) - 1);
  }

  #release(faces: readonly number[]): void {
    for (const face of faces) {
      const person = this.#personOf[face]!;
      if (person < 0) continue;
      this.#personOf[face] = UNDECIDED;
      this.#released.set(face, new Set([person]));
    }
  }

  #ignore(faces: readonly number[]): void {
    this.#move(faces, NOBODY_HERE);
    for (const face of faces) this.#ignored.add(face);
  }
}
