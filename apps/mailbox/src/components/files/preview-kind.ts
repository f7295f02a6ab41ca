/** How a file can be shown. What has no way is only saved. */
export type PreviewKind = 'image' | 'pdf' | 'text' | 'html';

// No SVG: it is a document with links and scripts of its own.
const images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
const texts = new Set(['text/plain', 'text/csv', 'text/markdown', 'application/json', 'application/geo+json']);

export function previewKind(mediaType: string): PreviewKind | null {
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (images.has(type)) return 'image';
  if (texts.has(type)) return 'text';
  if (type === 'application/pdf') return 'pdf';
  return type === 'text/html' ? 'html' : null;
}
