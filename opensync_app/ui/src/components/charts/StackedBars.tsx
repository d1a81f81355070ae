import { useMemo } from "react";
import { cx } from "@/lib/cx";
import { Axes } from "./Axes";
import { ChartTip } from "./ChartTip";
import { seriesFill, ticksOf } from "./scale";
import { sumsOf, type Series } from "./series";
import { usePointing } from "./use-pointer";
import { useWidth } from "./use-size";

export interface TimeChartProps {
  /** What is shown, in one sentence; the same figures must stand in a table beside. */
  label: string;
  /** Short names of the stretches, below. */
  labels: readonly string[];
  /** Their whole names, for the tip. */
  titles?: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  /** For the axis, where there is little room. */
  formatTick?: (value: number) => string;
  height?: number;
}

export const LEFT = 48;
export const TOP = 8;
export const BOTTOM = 24;

/** Bars of one or more series over time; with one series plain bars. Arrow keys walk through them. */
export function StackedBars({ label, labels, titles = labels, series, format, formatTick = format, height = 220 }: TimeChartProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = { left: LEFT, top: TOP, width: Math.max(0, width - LEFT), height: height - TOP - BOTTOM };
  const { at, handlers } = usePointing(labels.length, plot.left, plot.width);
  const sums = useMemo(() => sumsOf(series), [series]);
  const ticks = ticksOf(Math.max(...sums, 0));
  const step = plot.width / Math.max(1, labels.length);
  const gap = Math.min(4, step * 0.22);
  return (
    <div ref={box} {...handlers} role="img" aria-label={label} className="relative w-full rounded" style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} className="block overflow-visible">
          <Axes {...plot} ticks={ticks} format={formatTick} labels={labels} middle={(index) => plot.left + (index + 0.5) * step} />
          {at !== undefined && <rect x={plot.left + at * step} y={plot.top} width={step} height={plot.height} className="fill-fill" opacity={0.7} />}
          {labels.map((_, index) => (
            <Bar
              key={index}
              series={series}
              index={index}
              x={plot.left + index * step + gap / 2}
              width={Math.max(1, Math.min(step - gap, 56))}
              shift={Math.max(0, (step - gap - 56) / 2)}
              floor={plot.top + plot.height}
              scale={plot.height / (ticks.at(-1) || 1)}
            />
          ))}
        </svg>
      )}
      {at !== undefined && (
        <ChartTip title={titles[at] ?? ""} at={at} series={series} format={format} x={plot.left + (at + 0.5) * step} width={width} />
      )}
    </div>
  );
}

interface BarProps {
  series: readonly Series[];
  index: number;
  x: number;
  width: number;
  shift: number;
  floor: number;
  scale: number;
}

function Bar({ series, index, x, width, shift, floor, scale }: BarProps) {
  const drawn = series.map((one) => ({ ...one, size: (one.values[index] ?? 0) * scale })).filter((one) => one.size > 0);
  const bottoms = drawn.map((_, place) => floor - drawn.slice(0, place).reduce((sum, one) => sum + one.size, 0));
  return drawn.map((one, place) => {
    const isTop = place === drawn.length - 1;
    // Something is never drawn as nothing.
    const size = drawn.length === 1 ? Math.max(1, one.size) : one.size;
    return (
      <path
        key={one.name}
        d={column(x + shift, (bottoms[place] ?? floor) - size, width, size, isTop ? Math.min(3, width / 3, size) : 0)}
        className={cx(seriesFill(one.colour), !isTop && "stroke-card")}
        strokeWidth={isTop ? 0 : 0.5}
      />
    );
  });
}

/** A rectangle whose upper corners are round. */
function column(x: number, y: number, width: number, height: number, radius: number): string {
  const r = radius.toFixed(2);
  return `M${x.toFixed(2)},${(y + height).toFixed(2)}v${(-height + radius).toFixed(2)}q0,-${r} ${r},-${r}h${(width - 2 * radius).toFixed(2)}q${r},0 ${r},${r}v${(height - radius).toFixed(2)}z`;
}
