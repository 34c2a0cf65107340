/**
 * Keys that a view gives a meaning, wherever on the page the focus is.
 * @module
 */

/** Does what a key stands for; false where it stands for nothing. */
export type ViewKeys = (event: KeyboardEvent) => boolean;

const keysOf = new WeakMap<Element, ViewKeys>();

/** Gives keys a meaning while a view is shown. */
export function setViewKeys(view: HTMLElement, keys: ViewKeys): void {
  keysOf.set(view, keys);
}

/** Hands a key to a view; false where it means nothing there. */
export function sendKey(view: Element | null, event: KeyboardEvent): boolean {
  if (view === null || event.ctrlKey || event.metaKey || event.altKey) return false;
  return keysOf.get(view)?.(event) ?? false;
}
