/** Resolves when a media element says so, and rejects when it cannot play. */
const heard = (video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = () => {
      video.removeEventListener('error', failed);
      resolve();
    };
    const failed = () => {
      video.removeEventListener(event, done);
      reject(new Error('This browser cannot play the clip (H.264 in MP4).'));
    };
    video.addEventListener(event, done, { once: true });
    video.addEventListener('error', failed, { once: true });
  });

/**
 * The frames of a short video, each taken once: from then on it is played from memory, in step with another clip, forwards and
 * back, and without the jump that a video element makes when it loops.
 */
export const framesOfVideo = async (file: Blob, frames: number, framesPerSecond: number): Promise<ImageBitmap[]> => {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  try {
    const loaded = heard(video, 'loadeddata');
    video.muted = true;
    video.preload = 'auto';
    video.src = url;
    await loaded;
    const pictures: ImageBitmap[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const seeked = heard(video, 'seeked');
      video.currentTime = (frame + 0.5) / framesPerSecond;
      await seeked;
      pictures.push(await createImageBitmap(video));
    }
    return pictures;
  } finally {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  }
};
