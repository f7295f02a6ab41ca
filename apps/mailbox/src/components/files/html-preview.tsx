import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { harmlessPage } from './harmless-page.ts';

/**
 * A page that an agency has sent. What it could do is taken out; and then it stands in a frame of its own in which nothing
 * runs (`sandbox` without any permission), under a policy that loads nothing.
 */
export function HtmlPreview({ bytes }: { bytes: Uint8Array }): ReactElement {
  const { t } = useTranslation('files');
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    if (frame.current !== null) frame.current.srcdoc = harmlessPage(new TextDecoder().decode(bytes));
  }, [bytes]);
  return (
    <>
      <p className="kern-body kern-body--small">{t('htmlNote')}</p>
      <iframe ref={frame} className="preview-page" sandbox="" title={t('content')} />
    </>
  );
}
