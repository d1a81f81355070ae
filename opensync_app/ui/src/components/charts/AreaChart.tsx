import { useMemo } from "react";
import { cx } from "@/lib/cx";
import { Axes } from "./Axes";
import { ChartTip } from "./ChartTip";
import { linePath, seriesFill, seriesStroke, ticksOf, type Point } from "./scale";
import { sumsOf } from "./series";
import { BOTTOM, LEFT, TOP, type TimeChartProps } from "./StackedBars";
import { usePointing } from "./use-pointer";
import { useWidth } from "./use-size";

/** Areas on top of one another over time, for what grows; arrow keys walk through the stretches. */
export function AreaChart({ label, labels, titles = labels, series, format, formatTick = format, height = 220 }: TimeChartProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = { left: LEFT, top: TOP, width: Math.max(0, width - LEFT), height: height - TOP - BOTTOM };
  const { at, handlers } = usePointing(labels.length, plot.left, plot.width);
  const ticks = ticksOf(Math.max(...sumsOf(series), 0));
  const step = plot.width / Math.max(1, labels.length);
  const middle = (index: number): number => plot.left + (index + 0.5) * step;
  const layers = useMemo(() => layersOf(series.map((one) => one.values)), [series]);
  const y = (value: number): number => plot.top + plot.height - (value / (ticks.at(-1) || 1)) * plot.height;
  const points = (values: readonly number[]): Point[] => values.map((value, index) => [middle(index), y(value)]);
  return (
    <div ref={box} {...handlers} role="img" aria-label={label} className="relative w-full rounded" style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} className="block overflow-visible">
          <Axes {...plot} ticks={ticks} format={formatTick} labels={labels} middle={middle} />
          {series.map((one, index) => {
            const top = points(layers[index + 1] ?? []);
            const bottom = points(layers[index] ?? []).reverse();
            return (
              <g key={one.name}>
                <path d={`${linePath([...top, ...bottom])}Z`} className={seriesFill(one.colour)} opacity={0.35} />
                <path d={linePath(top)} className={cx("fill-none", seriesStroke(one.colour))} strokeWidth={1.5} strokeLinejoin="round" />
              </g>
            );
          })}
          {at !== undefined && <line x1={middle(at)} x2={middle(at)} y1={plot.top} y2={plot.top + plot.height} className="stroke-line-strong" />}
        </svg>
      )}
      {at !== undefined && <ChartTip title={titles[at] ?? ""} at={at} series={series} format={format} x={middle(at)} width={width} />}
    </div>
  );
}

/** The lower edge of each series and, as the last, the upper edge of all. */
export function layersOf(values: readonly (readonly number[])[]): number[][] {
  const layers = [Array.from({ length: values[0]?.length ?? 0 }, () => 0)];
  for (const one of values) {
    const below = layers.at(-1) ?? [];
    layers.push(below.map((value, index) => value + (one[index] ?? 0)));
  }
  return layers;
}
