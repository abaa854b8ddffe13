/** Grey frames, 0 black: uint8 [frames * height * width]. */
export interface GreyFrames {
  readonly pixels: Uint8Array;
  readonly frames: number;
  readonly height: number;
  readonly width: number;
}

/** Reads the NPY array `|u1` [T,H,W] that the API sends. @throws Error for any other */
export const readNpy = (bytes: ArrayBuffer): GreyFrames => {
  const headerBytes = new DataView(bytes).getUint16(8, true);
  const header = new TextDecoder('latin1').decode(new Uint8Array(bytes, 10, headerBytes));
  const shape = /'descr': '\|u1', 'fortran_order': False, 'shape': \((\d+), (\d+), (\d+)\)/.exec(header);
  if (shape === null) throw new Error('The server sent frames that this page cannot read.');
  const [frames, height, width] = shape.slice(1).map(Number) as [number, number, number];
  const pixels = new Uint8Array(bytes, 10 + headerBytes);
  if (pixels.length !== frames * height * width) throw new Error('The frames were cut off on their way.');
  return { pixels, frames, height, width };
};

/** Frame `index` as a canvas takes it, opaque RGBA [height * width * 4]. */
export const rgbaOf = ({ pixels, height, width }: GreyFrames, index: number): Uint8ClampedArray<ArrayBuffer> => {
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  const first = index * height * width;
  for (let pixel = 0; pixel < height * width; pixel++) rgba.fill(pixels[first + pixel] ?? 0, 4 * pixel, 4 * pixel + 3);
  return rgba;
};
