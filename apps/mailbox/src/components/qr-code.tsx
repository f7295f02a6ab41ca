import QRCode from 'qrcode';
import { useMemo, type ReactElement } from 'react';
import '../styles/qr-code.css';

/** Light border that scanners need, in modules (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code of a text, or of bytes in byte mode, drawn as one path; black on white in dark mode, too. */
export function QrCode({ content, label }: { content: string | Uint8Array; label: string }): ReactElement {
  const { size, path } = useMemo(() => drawn(content), [content]);
  const side = size + 2 * QUIET;
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}>
      <rect className="qr-code-light" x={-QUIET} y={-QUIET} width={side} height={side} />
      <path className="qr-code-dark" d={path} />
    </svg>
  );
}

function drawn(content: string | Uint8Array): { size: number; path: string } {
  const input = typeof content === 'string' ? content : [{ data: content, mode: 'byte' as const }];
  const { modules } = QRCode.create(input, { errorCorrectionLevel: 'M' });
  const squares: string[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column) === 1) squares.push(`M${column} ${row}h1v1h-1z`);
    }
  }
  return { size: modules.size, path: squares.join('') };
}
