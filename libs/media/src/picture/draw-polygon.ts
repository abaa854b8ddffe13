import { type Rectangle } from './rectangle.js';

/**
 * Draws a closed polygon, one pixel wide, into a box of a picture; what lies outside the box is left out.
 * @param points x and y in turn, px of the box; a pixel's middle is at .5
 * @param level what the line's pixels become
 */
export const drawPolygon_ = (
  picture: Uint8Array,
  width: number,
  box: Rectangle,
  points: readonly number[],
  level: number,
): void => {
  const count = Math.floor(points.length / 2);
  for (let k = 0; k < count; k++) {
    const next = (k + 1) % count;
    const [x, y] = [points[2 * k] as number, points[2 * k + 1] as number];
    const [dx, dy] = [(points[2 * next] as number) - x, (points[2 * next + 1] as number) - y];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step < steps; step++) {
      const column = Math.floor(x + (dx * step) / steps);
      const row = Math.floor(y + (dy * step) / steps);
      if (column >= 0 && column < box.width && row >= 0 && row < box.height)
        picture[(box.y + row) * width + box.x + column] = level;
    }
  }
};
