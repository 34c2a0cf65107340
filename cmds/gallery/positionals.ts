/**
 * Arguments that name galleries and faces.
 * @module
 */
import type { Positional } from "../option.ts";

/** The gallery that a command is about. */
export const GALLERY: Positional = {
  name: "gallery",
  describe: "Name: letters, digits, - and _, at most 48",
  required: true,
};

/** The name that was given; the parser has made sure that there is one. */
export function galleryName(args: { readonly _: { readonly [name: string]: string[] } }): string {
  return args._.gallery![0]!;
}
