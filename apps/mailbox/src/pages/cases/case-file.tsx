import type { Case } from '@posthorn/citizen';
import type { Attachment } from '@posthorn/protocol';
import type { ReactElement } from 'react';
import { FileCard } from '../../components/files/file-card.tsx';

/** A file of a case: what is shown or saved has the hash that its sender gave. */
export function CaseFile({ matter, attachment }: { matter: Case; attachment: Attachment }): ReactElement {
  const { name, mediaType, size } = attachment;
  return <FileCard name={name} mediaType={mediaType} size={size} load={() => matter.download(attachment)} />;
}
