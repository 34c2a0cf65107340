/**
 * Why a picture file cannot be read, for whoever knows its name.
 * @module
 */

/** The message is the reason alone, in words that go on after "Cannot read photo a.nef:". */
export class UnreadablePicture extends Error {
  override readonly name = "UnreadablePicture";
}
