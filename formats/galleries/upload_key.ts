/**
 * Keys of uploads, checked: they become paths and addresses.
 * @module
 */
import { FacepipeError } from "../../core/mod.ts";

/** `owner/yyyymmdd/id_12hex.jpeg`, where owners are UUIDs or words. */
const KEY = /^[0-9a-z-]{1,64}\/\d{8}\/\d{1,20}_[0-9a-f]{12}\.jpeg$/;

const OWNER = /^[0-9a-z-]{1,64}$/;

/** Whether a text is a key. */
export function isUploadKey(text: string): boolean {
  return KEY.test(text);
}

/** @throws FacepipeError BAD_PARAM for what is no key. */
export function checkUploadKey(key: string): string {
  if (isUploadKey(key)) return key;
  throw new FacepipeError("BAD_PARAM", `Cannot use upload key ${key.slice(0, 100)}: it is none`, {
    param: "key",
  });
}

/** @throws FacepipeError BAD_PARAM for what cannot be an owner. */
export function checkUploadOwner(owner: string): string {
  if (OWNER.test(owner)) return owner;
  throw new FacepipeError("BAD_PARAM", `Cannot use owner ${owner.slice(0, 100)}: it is none`, {
    param: "owner",
  });
}
