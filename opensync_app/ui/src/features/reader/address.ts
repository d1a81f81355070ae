import { readText, type RawAddress } from "@/lib/address";

/** What the address says about the open session. */
export interface ReaderAddress {
  /** The message that the reader shows. */
  m?: string | undefined;
}

export function readReaderAddress(raw: RawAddress): ReaderAddress {
  return { m: readText(raw, "m") };
}
