import type { NewFile, Progress, ReceiptProof } from '@posthorn/citizen';
import { openStore, signIn, type NodeSignInOptions } from '@posthorn/citizen/node';
import type { JsonObject } from '@posthorn/protocol';

type Login = Omit<NodeSignInOptions, 'store'> & { folder: string; key: Uint8Array; keep: (secret: string) => void };
type Papers = { answers: JsonObject; documents: Map<string, NewFile>; onProgress: Progress };

/** A company's program applies for a wind park; gives the proof that the authority has received the application. */
export async function applyForWindPark({ folder, key, keep, ...login }: Login, papers: Papers): Promise<ReceiptProof> {
  const { person, recoverySecret } = await signIn({ ...login, store: await openStore(folder, key) });
  if (recoverySecret) keep(recoverySecret); // it opens the account on every further device
  await person.recoverySecretKept();
  const { services } = await person.findServices('Windpark genehmigen', 'Reußenköge');
  if (!services[0]) throw new Error('No authority permits wind parks there.');

  const draft = await person.draft(services[0]);
  draft.set(papers.answers);
  for (const [field, file] of papers.documents) await draft.attach(field, file);
  const matter = await draft.submit({ onProgress: papers.onProgress });
  for await (const event of matter.events()) if (event.kind === 'receipt' && event.verified) break;

  const proof = await matter.receiptProof();
  await person.close();
  return proof;
}
