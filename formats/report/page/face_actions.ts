/**
 * What can be done with faces, wherever they are shown.
 * @module
 */

/** What can be done with faces; the page has the dialogs for it. */
export interface FaceActions {
  /** Asks whose the faces are. */
  move(faces: readonly number[]): void;
  release(faces: readonly number[]): void;
  ignore(faces: readonly number[]): void;
  /** Shows the photo of a face. */
  show(face: number): void;
  /** Asks who else the person is. */
  merge(person: number): void;
  rename(person: number, name: string): void;
}
