/** Columns x to x + width - 1, rows y to y + height - 1. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
