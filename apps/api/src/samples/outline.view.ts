import { outlineRecordSchema, type SampleId } from '@echocohort/shared';
import { efMethod, type OutlineView } from './samples.schema.js';

/** Points of a polygon that is stored as x and y in turn. */
const polygonOf = (outline: readonly number[]): [number, number][] =>
  Array.from({ length: outline.length / 2 }, (_, p) => [outline[2 * p] as number, outline[2 * p + 1] as number]);

/** The outlines that a sample's record (sample.json) holds; null when it holds none. */
export const outlineView = (id: SampleId, record: unknown): OutlineView | null => {
  const parsed = outlineRecordSchema.safeParse(record);
  if (!parsed.success) return null;
  const { width, height, framesPerSecond, outline } = parsed.data;
  const polygons = outline.frames.map(polygonOf);
  return { id, width, height, frames: polygons.length, framesPerSecond, efMethod, polygons };
};
