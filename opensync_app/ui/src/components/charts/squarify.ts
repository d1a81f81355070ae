export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Tiles whose areas are as the values, as square as can be, in the order of the values (largest first).
 * After Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).
 */
export function squarify(values: readonly number[], width: number, height: number): Tile[] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  if (whole <= 0 || width <= 0 || height <= 0) return values.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  const areas = values.map((value) => (value / whole) * width * height);
  const tiles: Tile[] = [];
  let free: Tile = { x: 0, y: 0, width, height };
  let from = 0;
  while (from < areas.length) {
    const side = Math.min(free.width, free.height);
    let to = from + 1;
    while (to < areas.length && worst(areas.slice(from, to + 1), side) <= worst(areas.slice(from, to), side)) to++;
    const row = areas.slice(from, to);
    tiles.push(...layRow(row, free));
    free = rest(row, free);
    from = to;
  }
  return tiles;
}

/** The least square tile of a row along a side: 1 is a square. */
function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((total, area) => total + area, 0);
  return Math.max(...row.map((area) => Math.max((side * side * area) / (sum * sum), (sum * sum) / (side * side * area))));
}

function layRow(row: readonly number[], free: Tile): Tile[] {
  const sum = row.reduce((total, area) => total + area, 0);
  const isWide = free.width >= free.height;
  const depth = sum / (isWide ? free.height : free.width);
  let at = 0;
  return row.map((area) => {
    const length = area / depth;
    const tile = isWide
      ? { x: free.x, y: free.y + at, width: depth, height: length }
      : { x: free.x + at, y: free.y, width: length, height: depth };
    at += length;
    return tile;
  });
}

function rest(row: readonly number[], free: Tile): Tile {
  const sum = row.reduce((total, area) => total + area, 0);
  if (free.width >= free.height) {
    const depth = sum / free.height;
    return { ...free, x: free.x + depth, width: Math.max(0, free.width - depth) };
  }
  const depth = sum / free.width;
  return { ...free, y: free.y + depth, height: Math.max(0, free.height - depth) };
}
