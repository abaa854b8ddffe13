export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

const black = 16;
const colourless = 128;

/** Luma of limited range for each grey level (BT.601): what players expect of yuv420p. */
const lumaOf = Uint8Array.from({ length: 256 }, (_, grey) => Math.round(black + (grey * 219) / 255));

/** yuv420p wants even sides. */
export const evenSize = ({ height, width }: PictureSize): PictureSize => ({
  height: height + (height % 2),
  width: width + (width % 2),
});

/** The planes of a black picture of even size, one behind the other: luma [H, W], twice chroma [H/2, W/2]. */
export const blackPlanes = (size: PictureSize): Buffer => {
  const { height, width } = evenSize(size);
  return Buffer.alloc((height * width * 3) / 2, colourless).fill(black, 0, height * width);
};

/** Draws grey levels [H, W] into the luma of such planes; an odd side keeps its black row or column. */
export const drawLuma_ = (planes: Uint8Array, grey: Uint8Array, { height, width }: PictureSize): void => {
  const stride = evenSize({ height, width }).width;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) planes[y * stride + x] = lumaOf[grey[y * width + x] as number] as number;
};
