import { labelled } from "./scale";

interface Props {
  /** Where the plot stands in the drawing, in px. */
  left: number;
  top: number;
  width: number;
  height: number;
  ticks: readonly number[];
  format: (value: number) => string;
  labels: readonly string[];
  /** The middle of a stretch, in px. */
  middle: (index: number) => number;
}

const LETTER = 6;
const SPACE = 16;

/** Hairlines with their figures at the left, and the names of the stretches below. */
export function Axes({ left, top, width, height, ticks, format, labels, middle }: Props) {
  const most = ticks.at(-1) || 1;
  const widest = Math.max(...labels.map((label) => label.length), 1) * LETTER + SPACE;
  const isShown = labelled(labels.length, Math.floor(width / widest));
  // A last label that has less room than it needs ends with the plot instead of standing below its bar.
  const isTight = labels.length > 1 && width / labels.length < widest;
  return (
    <g className="text-[10px]">
      {ticks.map((tick) => {
        const y = top + height - (tick / most) * height;
        return (
          <g key={tick}>
            <line x1={left} x2={left + width} y1={y} y2={y} className="stroke-line" shapeRendering="crispEdges" />
            <text x={left - 8} y={y} dy="0.32em" textAnchor="end" className="fill-muted tabular-nums">
              {format(tick)}
            </text>
          </g>
        );
      })}
      {labels.map(
        (label, index) =>
          isShown(index) && (
            <text
              key={index}
              x={isTight && index === labels.length - 1 ? left + width : middle(index)}
              y={top + height + 16}
              textAnchor={isTight && index === labels.length - 1 ? "end" : "middle"}
              className="fill-muted"
            >
              {label}
            </text>
          ),
      )}
    </g>
  );
}
