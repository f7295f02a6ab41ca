import { create } from 'qrcode';

/** Pixels of a picture of the camera, and of a module of the code in it. */
const [width, height, moduleSize] = [1280, 720, 6];
const [white, black, grey] = [235, 16, 128];

/**
 * A film of one picture (YUV4MPEG2, 4:2:0), as Chromium takes it for its fake camera: a screen with a QR code.
 *
 * @see https://wiki.multimedia.cx/index.php/YUV4MPEG2
 */
export function filmOfCode(text: string): Buffer {
  const { modules } = create(text, { errorCorrectionLevel: 'L' });
  const side = modules.size * moduleSize;
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const brightness = Buffer.alloc(width * height, white);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isDark = modules.get(Math.floor(y / moduleSize), Math.floor(x / moduleSize));
      if (isDark) brightness[(top + y) * width + left + x] = black;
    }
  }
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([header, Buffer.from('FRAME\n'), brightness, Buffer.alloc((width * height) / 2, grey)]);
}
