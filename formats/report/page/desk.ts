/**
 * The album on the desk: what was said of it so far, and who wants to know when more is said.
 * @module
 */
import { isUnnamed, NOBODY_HERE, Review, type ReviewAlbum, type ReviewStep } from "./core.ts";

/** Where things are. */
export class Desk {
  readonly album: ReviewAlbum;
  readonly review: Review;
  /** Told of each change, in words. */
  onChange: (message: string) => void = () => {};
  #changes = 0;
  #saved = 0;

  constructor(album: ReviewAlbum) {
    this.album = album;
    this.review = new Review(album);
  }

  /** Corrections that are in no file yet. */
  get unsaved(): boolean {
    return this.review.size > 0 && this.#changes !== this.#saved;
  }

  take(step: ReviewStep, message: string): void {
    this.review.take(step);
    this.#changed(message);
  }

  undo(): void {
    this.#changed(this.review.undo() === undefined ? "Nothing to undo" : "Undone");
  }

  redo(): void {
    this.#changed(this.review.redo() === undefined ? "Nothing to redo" : "Done again");
  }

  /** The file of corrections; what it holds counts as saved. */
  save(): string {
    this.#saved = this.#changes;
    return this.review
      .rules()
      .map((rule) => `${JSON.stringify(rule)}\n`)
      .join("");
  }

  /** What a person is called here. */
  nameOf(person: number): string {
    if (person >= 0) return this.review.people[person]!.name;
    return person === NOBODY_HERE ? "nobody" : "not decided";
  }

  /** Whether nobody has given the person a name yet. */
  isUnnamed(person: number): boolean {
    return person >= 0 && isUnnamed(this.nameOf(person));
  }

  /** Everybody who has faces: those with most first. */
  peopleInOrder(): { readonly person: number; readonly faces: readonly number[] }[] {
    const people = this.review.members().map((faces, person) => ({ person, faces }));
    return people.filter(({ faces }) => faces.length > 0).sort((a, b) => b.faces.length - a.faces.length);
  }

  /** On how many photos the faces are. */
  photosWith(faces: readonly number[]): number {
    return new Set(faces.map((face) => this.album.faces[face]!.photo)).size;
  }

  /** The pairs that nobody has answered, and that nothing else has settled. */
  openPairs(): number[] {
    const { review, album } = this;
    const judged = new Set(review.pairs.map(({ faces }) => `${faces}`));
    return [...album.pairs.keys()].filter((place) => {
      const { type, faces } = album.pairs[place]!;
      const [a, b] = faces.map((face) => review.personOf(face)) as [number, number];
      const isSettled = a < 0 || b < 0 || (a === b) === (type === "same");
      return !isSettled && !judged.has(`${faces}`);
    });
  }

  /** The name of the file of a photo. */
  fileOf(photo: number): string {
    return this.album.photos[photo]!.paths[0]!.replace(/^.*[/\\]/, "");
  }

  #changed(message: string): void {
    this.#changes++;
    this.onChange(message);
  }
}
