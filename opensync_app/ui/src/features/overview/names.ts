import { sourceLook } from "@/lib/sources";
import type { Split } from "./address";

/** The name of a model, project or source as people read it. */
export function nameOf(split: Split, value: string): string {
  if (split === "source") return sourceLook(value).label;
  return value || (split === "model" ? "Unknown model" : "No project");
}

export const HEADS: Record<Split, string> = { model: "Model", project: "Project", source: "Source" };
