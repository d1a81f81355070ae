export type JsonObject = Record<string, unknown>;

/** The value as an object, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The first of the named fields that is a non-empty string, or "". */
export function textField(object: JsonObject, ...names: string[]): string {
  for (const name of names) {
    const value = object[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
}

/** The first of the named fields that is a number, or undefined. */
export function numberField(object: JsonObject, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = object[name];
    if (typeof value === "number") return value;
  }
  return undefined;
}

/** A field that is a list, or an empty one. */
export function listField(object: JsonObject, name: string): unknown[] {
  const value = object[name];
  return Array.isArray(value) ? value : [];
}

/** Words of any value: a string as it is, a list of text blocks joined, else indented JSON. */
export function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value == null) return "";
  if (Array.isArray(value) && value.every((item) => typeof asObject(item)["text"] === "string")) {
    return value.map((item) => textField(asObject(item), "text")).join("\n");
  }
  return JSON.stringify(value, null, 2);
}
