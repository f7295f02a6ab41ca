import createDomPurify, { type Config } from 'dompurify';

/** Nothing is loaded and nothing runs; the policy of the app holds in the frame besides. */
const policy = "default-src 'none'; img-src data:";

const rules: Config = {
  USE_PROFILES: { html: true },
  WHOLE_DOCUMENT: true,
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'audio', 'video', 'link', 'base', 'dialog'],
  FORBID_ATTR: ['style', 'srcset', 'background', 'ping', 'id', 'name', 'target'],
  ALLOW_DATA_ATTR: false,
};

/** One for all pages: it makes its policy for Trusted Types once. */
const purifier = createDomPurify(globalThis.window);
purifier.addHook('uponSanitizeAttribute', (_node, attribute) => {
  const { attrName, attrValue } = attribute;
  if (attrName === 'src') attribute.keepAttr = /^data:image\/(png|jpeg|gif|webp);base64,/i.test(attrValue);
  // Addresses stay readable where the page names them; a click in the frame leads nowhere.
  if (attrName === 'href') attribute.keepAttr = false;
});
purifier.addHook('afterSanitizeElements', (node) => {
  if (node.nodeName !== 'HEAD') return;
  const meta = node.ownerDocument?.createElement('meta');
  meta?.setAttribute('http-equiv', 'Content-Security-Policy');
  meta?.setAttribute('content', policy);
  if (meta !== undefined) (node as Element).prepend(meta);
});

/**
 * What remains of a page when all that could run, load or lead away is taken out: its text, tables, and pictures that it
 * brings along. A TrustedHTML where the browser has Trusted Types, for `srcdoc`.
 */
export function harmlessPage(html: string): string {
  // Typed as text, as `srcdoc` is.
  return purifier.sanitize(html, { ...rules, RETURN_TRUSTED_TYPE: true }) as unknown as string;
}
