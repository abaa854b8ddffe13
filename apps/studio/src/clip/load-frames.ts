import { type ClipDetail, type EchoClient, type Outline, type Sample } from '@echocohort/client';
import { framesOfVideo } from './frames-of-video.js';
import { type FrameSet, usualFramesPerSecond, volumeOf } from './frame-set.js';
import { readNpy, rgbaOf } from './read-npy.js';

/** The frames of a source as its model sees them; outlines only once it is read. */
export const loadSource = async (
  { api, bytes }: EchoClient,
  { id, reading, frames, framesPerSecond }: ClipDetail,
  signal: AbortSignal,
): Promise<FrameSet> => {
  const npy = readNpy(await (await bytes(`/v1/clips/${id}/frames`, signal)).arrayBuffer());
  const { width, height } = npy;
  const images = Array.from({ length: npy.frames }, (_, k) => new ImageData(rgbaOf(npy, k), width, height));
  const params = { path: { clipId: id } };
  const isRead = reading?.status === 'done';
  const outline = isRead ? (await api.GET('/v1/clips/{clipId}/outline', { params, signal })).data : undefined;
  return {
    width,
    height,
    durationMs: (1_000 * frames) / (framesPerSecond ?? usualFramesPerSecond),
    gain: 1,
    pictures: await Promise.all(images.map((image) => createImageBitmap(image))),
    polygons: (outline?.polygons ?? null) as FrameSet['polygons'], // openapi-fetch makes arrays of the pairs
    doubted: new Set(reading?.frames.flatMap(({ readable }, k) => (readable ? [] : [k]))),
    volumes: outline?.volumes ?? null,
  };
};

const volumesOf = ({ provenance }: Sample): number[] | null =>
  provenance && provenance.lvAreaPx2.length > 0
    ? provenance.lvAreaPx2.map((area, k) => volumeOf(area, provenance.lvLengthPx[k] ?? 0))
    : null;

/** The frames of a made sample, with the outlines that were carried along. */
export const loadTwin = async ({ bytes }: EchoClient, sample: Sample, signal: AbortSignal): Promise<FrameSet> => {
  const { links, frames, framesPerSecond } = sample;
  const fps = framesPerSecond ?? usualFramesPerSecond;
  const [video, outline] = await Promise.all([
    bytes(links.video ?? '', signal),
    links.outline === null ? null : bytes(links.outline, signal),
  ]);
  const pictures = await framesOfVideo(video, frames, fps);
  const [{ width, height } = { width: 1, height: 1 }] = pictures;
  return {
    ...{ width, height, pictures, gain: 1 },
    durationMs: (1_000 * frames) / fps,
    polygons: outline && (JSON.parse(await outline.text()) as Outline).polygons,
    doubted: new Set(),
    volumes: volumesOf(sample),
  };
};
