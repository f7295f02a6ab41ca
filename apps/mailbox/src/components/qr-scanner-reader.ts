import jsqr from 'jsqr';

/** Pixels of the longer side that are looked at: enough for every code, and read in a moment. */
const enough = 1280;

/** What the QR code in a picture says; null if there is none to be read. */
export function readQrCode(picture: CanvasImageSource, size: { width: number; height: number }): string | null {
  if (size.width === 0 || size.height === 0) return null;
  const scale = Math.min(1, enough / Math.max(size.width, size.height));
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const text = jsqr.default(data, width, height)?.data ?? '';
  return text === '' ? null : text;
}

/** What the QR code in a picture file says; null if there is none, or the file is no picture. */
export async function readQrFile(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return null;
  try {
    return readQrCode(picture, picture);
  } finally {
    picture.close();
  }
}
