import jsqr from 'jsqr';

/** What a camera reads from a code that is drawn as squares of one unit. */
export function scanned(drawing: string): { text: string; bytes: Uint8ClampedArray } {
  const squares = [...drawing.matchAll(/M(\d+) (\d+)h1/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  const [zoom, quiet] = [4, 4];
  const side = zoom * (Math.max(...squares.map(({ x }) => x)) + 1 + 2 * quiet);
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const { x, y } of squares) {
    for (let step = 0; step < zoom * zoom; step += 1) {
      const column = (x + quiet) * zoom + (step % zoom);
      const row = (y + quiet) * zoom + Math.floor(step / zoom);
      pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
    }
  }
  const code = jsqr.default(pixels, side, side);
  return { text: code?.data ?? '', bytes: new Uint8ClampedArray(code?.binaryData ?? []) };
}
