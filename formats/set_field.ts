/**
 * Setting fields whose names come from outside.
 * @module
 */

/** Sets a field as JSON.parse would: the name `__proto__` is a name like any other, not the prototype. */
export function setField(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
}
