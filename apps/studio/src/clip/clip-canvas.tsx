import { useContext, useEffect, useRef } from 'react';
import { drawFrame, type DrawOptions } from './draw-frame.js';
import { frameAt, type FrameSet } from './frame-set.js';
import { PlaybackContext } from './playback-context.js';

interface ClipCanvasProps extends DrawOptions {
  readonly clip: FrameSet;
  /** Empty where what stands around it says more. */
  readonly label: string;
  /** Pixels of the canvas for one of the clip. */
  readonly scale: number;
  /** A frame that it keeps to; left out, it follows the playback. */
  readonly still?: number;
}

/** A clip that follows the playback of the page. It is drawn without React: sixty times a second. */
export const ClipCanvas = ({ clip, label, scale, still, outlines, synthetic }: ClipCanvasProps) => {
  const playback = useContext(PlaybackContext);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    let drawn = -1;
    const draw = (place: number) => {
      const frame = still ?? frameAt(place, clip.pictures.length);
      if (frame !== drawn) drawFrame(element, clip, frame, { outlines, synthetic });
      drawn = frame;
    };
    draw(playback.place);
    return still === undefined ? playback.listen(draw) : undefined;
  }, [clip, still, outlines, synthetic, playback]);
  const name = label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return <canvas ref={canvas} width={clip.width * scale} height={clip.height * scale} {...name} />;
};
