import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** More than this makes a page slow; the whole is in the saved file. In characters. */
const longest = 200_000;

/** A plain text, as it is. */
export function TextPreview({ bytes }: { bytes: Uint8Array }): ReactElement {
  const { t } = useTranslation('files');
  const text = new TextDecoder().decode(bytes);
  return (
    <>
      <section className="preview-text" aria-label={t('content')}>
        <pre>{text.slice(0, longest)}</pre>
      </section>
      {text.length > longest && <p className="kern-body">{t('cut')}</p>}
    </>
  );
}
