import { type FrameSet, type Polygon } from './frame-set.js';

export interface DrawOptions {
  readonly outlines: boolean;
  /** Written into the picture, so that a copy of it says so too. */
  readonly synthetic: boolean;
}

const amber = '#ffd27a';

const drawPolygon = (context: CanvasRenderingContext2D, polygon: Polygon, scale: number, doubted: boolean): void => {
  context.beginPath();
  polygon.forEach(([x, y], k) => {
    if (k === 0) context.moveTo(x * scale, y * scale);
    else context.lineTo(x * scale, y * scale);
  });
  context.closePath();
  context.strokeStyle = amber;
  context.lineWidth = Math.max(1.25, context.canvas.width / 340);
  context.lineJoin = 'round';
  context.setLineDash(doubted ? [4 * context.lineWidth, 4 * context.lineWidth] : []);
  context.stroke();
};

const writeSynthetic = (context: CanvasRenderingContext2D): void => {
  const { width, height } = context.canvas;
  const size = Math.max(9, width / 40);
  context.font = `600 ${size}px Inter, sans-serif`;
  context.textAlign = 'right';
  context.fillStyle = '#aab3bd';
  context.fillText('SYNTHETIC', width - size * 0.8, height - size * 0.8);
};

/** Frame `index` of a clip, over the whole canvas. */
export const drawFrame = (
  canvas: HTMLCanvasElement,
  { pictures, polygons, doubted, width, gain }: FrameSet,
  index: number,
  { outlines, synthetic }: DrawOptions,
): void => {
  const context = canvas.getContext('2d');
  const picture = pictures[index];
  if (!context || !picture) return;
  context.imageSmoothingQuality = 'high';
  context.filter = gain === 1 ? 'none' : `brightness(${gain})`;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  context.filter = 'none';
  const polygon = polygons?.[index];
  if (outlines && polygon && polygon.length > 2)
    drawPolygon(context, polygon, canvas.width / width, doubted.has(index));
  if (synthetic) writeSynthetic(context);
};
