import { generateSigningKey, sign } from '@posthorn/protocol';
import type {
  ApplicationPayload,
  Attachment,
  DecisionPayload,
  EncryptedFile,
  Outgoing,
  PrivateKey,
  Receipt,
} from '@posthorn/protocol';

/** An uploaded file as the channel gives it. */
export function sampleFile(): EncryptedFile {
  return {
    url: 'mxc://localhost/GCmhgzMPRjqgpODLsNQzVuHZ',
    key: { kty: 'oct', key_ops: ['encrypt', 'decrypt'], alg: 'A256CTR', k: 'q'.repeat(43), ext: true },
    iv: 'w+sE15fzSc0AAAAAAAAAAA',
    hashes: { sha256: 'f'.repeat(43) },
    v: 'v2',
  };
}

export function sampleAttachment(name: string): Attachment {
  return {
    id: crypto.randomUUID(),
    name,
    mediaType: 'application/pdf',
    size: 48_211,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    file: sampleFile(),
  };
}

export function sampleApplication(changes: Partial<ApplicationPayload> = {}): ApplicationPayload {
  return {
    type: 'application',
    id: crypto.randomUUID(),
    caseId: crypto.randomUUID(),
    connectionId: crypto.randomUUID(),
    service: { id: 'dog-registration', version: 1 },
    language: 'de',
    answers: { dog: { name: 'Fiete', chip: '276098106000001' }, dangerous: false },
    attachments: [sampleAttachment('Nachweis.pdf')],
    iat: 1_795_291_260,
    ...changes,
  };
}

/** One message of every kind that is written, signed where it is signed. */
export async function sampleMessages(key?: PrivateKey): Promise<Outgoing[]> {
  const signingKey = key ?? (await generateSigningKey());
  const application = sampleApplication();
  const { caseId, id: applicationId, attachments } = application;
  const agency = 'https://kiel.example';
  const at = '2026-11-21T19:01:02Z';
  const common = (): { id: string; caseId: string } => ({ id: crypto.randomUUID(), caseId });
  const hello = {
    type: 'hello',
    connectionId: application.connectionId,
    agency,
    userId: '@83eb3862e91a35a41a10:localhost',
    masterKey: 'nqOvzeuGWT/sRx3h7+MHoInYj3Uk2LD/unI9kDYcHwk',
    roomId: '!CvcvRuDYDzTOzfKKgh:localhost',
    language: 'de',
    iat: 1_795_291_200,
  } as const;
  const receipt: Receipt = {
    type: 'receipt',
    agency,
    caseId,
    applicationId,
    service: application.service,
    answersSha256: '0'.repeat(64),
    attachments: attachments.map(({ id, sha256 }) => ({ id, sha256 })),
    receivedAt: at,
  };
  const reasons = [{ code: 'required', path: '/dog/chip', message: 'Bitte geben Sie die Chipnummer an.' }];
  const refusal = { type: 'refusal', agency, caseId, applicationId, reasons, refusedAt: at } as const;
  const decision: DecisionPayload = {
    type: 'decision',
    agency,
    caseId,
    outcome: 'approved',
    text: 'Die Hundemarke liegt bei.',
    files: [sampleAttachment('Bescheid.pdf')],
    decidedAt: at,
  };
  return [
    { kind: 'hello', id: crypto.randomUUID(), jws: await sign('hello', hello, signingKey, { embedKey: true }) },
    { kind: 'application', ...common(), jws: await sign('application', application, signingKey) },
    {
      kind: 'receipt',
      ...common(),
      jws: await sign('receipt', receipt, signingKey),
    },
    { kind: 'refusal', ...common(), jws: await sign('refusal', refusal, signingKey) },
    { kind: 'status', ...common(), status: 'in-progress', step: 'review', text: 'Wir prüfen Ihre Angaben.' },
    {
      kind: 'question',
      ...common(),
      text: 'Wie viele Hunde halten Sie?',
      choices: [
        { code: 'one', text: 'Einen' },
        { code: 'more', text: 'Mehrere' },
      ],
      multiple: false,
    },
    { kind: 'answer', ...common(), questionId: crypto.randomUUID(), codes: ['one'], pollEventId: '$poll:localhost' },
    {
      kind: 'document-request',
      ...common(),
      text: 'Bitte schicken Sie uns den Nachweis der Haftpflichtversicherung.',
      accept: ['application/pdf', 'image/jpeg'],
      maxSize: 5 * 1024 * 1024,
      due: '2026-12-15',
    },
    { kind: 'attachment', ...common(), attachment: sampleAttachment('Versicherung.pdf') },
    { kind: 'notice', ...common(), title: 'Hundesteuer 2027', text: 'Die Steuer bleibt gleich.', due: '2027-02-15' },
    { kind: 'reply', ...common(), text: 'Vielen Dank!' },
    { kind: 'decision', ...common(), jws: await sign('decision', decision, signingKey) },
    { kind: 'withdrawal', ...common(), reason: 'Der Hund ist umgezogen.' },
  ];
}
