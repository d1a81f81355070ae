import { readText, type RawAddress } from "@/lib/address";

/** What the address says on every page. */
export interface SharedAddress {
  /** Sources to show, joined by commas; absent means all. */
  source?: string | undefined;
}

export function readSharedAddress(raw: RawAddress): SharedAddress {
  return { source: readText(raw, "source") };
}
