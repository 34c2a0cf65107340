/**
 * Arguments that name persons.
 * @module
 */
import { parseId, type Uint64 } from "../../core/mod.ts";
import type { Positional } from "../option.ts";

/** The person that a command is about. */
export const PERSON: Positional = {
  name: "person",
  describe: "Id, see facepipe person list",
  required: true,
};

/** The id that was given. @throws FacepipeError BAD_PARAM for one that is none. */
export function personId(args: { readonly _: { readonly [name: string]: string[] } }): Uint64 {
  return parseId(args._.person![0], "<person>");
}
