import { createContext, use } from "react";
import type { Session } from "@/api/types";

interface Open {
  session: Session | undefined;
  open: (session: string) => void;
  /** Shows a message as it is kept. */
  showRaw: (message: string) => void;
}

/** The session that is read, and how another one is opened; for what stands deep in a message. */
export const OpenSession = createContext<Open>({ session: undefined, open: () => undefined, showRaw: () => undefined });

export function useOpenSession(): Open {
  return use(OpenSession);
}
