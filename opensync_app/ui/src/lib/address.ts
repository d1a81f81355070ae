/** What stands behind the "?" of an address: plain words by name. */
export type RawAddress = Record<string, unknown>;

/** The named text, or undefined when it is absent or empty. */
export function readText(raw: RawAddress, name: string): string | undefined {
  const value = raw[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The named text when it is one of the choices. */
export function readChoice<T extends string>(raw: RawAddress, name: string, choices: readonly T[]): T | undefined {
  const value = readText(raw, name);
  return choices.find((choice) => choice === value);
}

/** A switch: "1" when it is on, else absent. */
export function readSwitch(raw: RawAddress, name: string): "1" | undefined {
  return readText(raw, name) === "1" ? "1" : undefined;
}

/** A number that is finite, as text, so that the address keeps what was typed. */
export function readNumber(raw: RawAddress, name: string): string | undefined {
  const value = readText(raw, name);
  return value !== undefined && Number.isFinite(Number(value)) ? value : undefined;
}

/** A local day as 2026-11-23; one that no calendar has, or nobody here has seen, is none. */
export function readDay(raw: RawAddress, name: string): string | undefined {
  const value = readText(raw, name);
  if (value === undefined || !/^(?:19[789]|2[01]\d)\d-\d{2}-\d{2}$/.test(value)) return undefined;
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value) ? value : undefined;
}

/** Values that stand in one field, joined by commas; a comma inside a value is written as %2C. */
export function splitList(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").filter(Boolean).map((one) => one.replaceAll("%2C", ",").replaceAll("%25", "%"));
}

/** The other way round; undefined when there is no value, so that the address stays short. */
export function joinList(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.map((one) => one.replaceAll("%", "%25").replaceAll(",", "%2C")).join(",");
}

/** "?a=b" as plain words: no value is quoted or turned into a number. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: RawAddress): string {
  const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
  const query = new URLSearchParams(pairs).toString().replaceAll("%2C", ",");
  return query === "" ? "" : `?${query}`;
}
