import { SERIES_COUNT } from "./scale";

/** One thing that is shown over several stretches. */
export interface Series {
  name: string;
  values: readonly number[];
  /** Which colour of the set it wears; the rest of all wears none. */
  colour: number;
}

/** The colour that stands for "all others". */
export const REST_COLOUR = SERIES_COUNT;

/** The sums of all series, stretch by stretch. */
export function sumsOf(series: readonly Series[]): number[] {
  const count = series[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, at) => series.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
}
