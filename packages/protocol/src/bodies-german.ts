import { flat, formatText, lines, listed, writerFor } from './body-text.ts';
import type { Bodies } from './bodies.ts';
import { readOwnPayload } from './jws.ts';
import type { DecisionOutcome } from './schemas/decision.ts';
import type { CaseStatus } from './schemas/status.ts';

const write = writerFor('de-DE');

export const germanStatusTexts: Record<CaseStatus, string> = {
  submitted: 'Abgeschickt',
  received: 'Eingegangen',
  'in-progress': 'In Bearbeitung',
  'action-required': 'Ihre Mithilfe wird gebraucht',
  decided: 'Entschieden',
  rejected: 'Abgelehnt',
  withdrawn: 'Zurückgenommen',
  closed: 'Abgeschlossen',
};

const outcomeTexts: Record<DecisionOutcome, string> = {
  approved: 'Bescheid: Ihrem Antrag wird entsprochen.',
  'partly-approved': 'Bescheid: Ihrem Antrag wird teilweise entsprochen.',
  rejected: 'Bescheid: Ihr Antrag wird abgelehnt.',
};

/** The readable bodies in German. */
export const germanBodies: Bodies = {
  hello: () =>
    'Die Verbindung zur Behörde ist eingerichtet. Ihre Nachrichten sind verschlüsselt: Nur Sie und die Behörde können sie lesen.',
  application: ({ jws }, { title }) => {
    const { attachments } = readOwnPayload('application', jws);
    return lines(
      title === undefined ? 'Antrag' : `Antrag: ${flat(title)}`,
      'Der Antrag ist abgeschickt. Die Behörde bestätigt Ihnen den Eingang.',
      listed(
        'Anlagen:',
        attachments.map((attachment) => attachment.name),
      ),
    );
  },
  receipt: ({ jws }, { title }) => {
    const { receivedAt, attachments } = readOwnPayload('receipt', jws);
    return lines(
      title === undefined ? 'Eingangsbestätigung' : `Eingangsbestätigung: ${flat(title)}`,
      `Ihr Antrag ist am ${write.dateText(receivedAt)} um ${write.timeText(receivedAt)} Uhr bei der Behörde eingegangen.`,
      attachments.length > 0 && `Zahl der Anlagen: ${attachments.length}`,
    );
  },
  refusal: ({ jws }) =>
    lines(
      'Ihr Antrag kann so nicht angenommen werden.',
      listed(
        'Gründe:',
        readOwnPayload('refusal', jws).reasons.map((reason) => reason.message),
      ),
      'Bitte ändern Sie diese Angaben und schicken Sie den Antrag noch einmal ab.',
    ),
  status: ({ status, text }, { step }) =>
    lines(`Stand: ${germanStatusTexts[status]}`, step !== undefined && `Schritt: ${flat(step)}`, text),
  question: ({ text, choices, multiple }) =>
    lines(
      text,
      listed(
        multiple ? 'Wählen Sie eine oder mehrere Antworten:' : 'Wählen Sie eine Antwort:',
        choices.map((choice) => choice.text),
      ),
    ),
  answer: () => 'Ihre Antwort ist abgeschickt.',
  'document-request': ({ text, accept, maxSize, due }) =>
    lines(
      text,
      `Erlaubte Dateiformate: ${accept.map(formatText).join(', ')}`,
      `Höchstgröße je Datei: ${write.sizeText(maxSize)}`,
      due !== undefined && `Bitte schicken Sie die Unterlagen bis zum ${write.dateText(due)}.`,
    ),
  attachment: ({ attachment }) => attachment.name,
  notice: ({ title, text, due }) =>
    lines(title !== undefined && flat(title), text, due !== undefined && `Frist: ${write.dateText(due)}`),
  reply: ({ text }) => text,
  decision: ({ jws }) => {
    const { outcome, text, files } = readOwnPayload('decision', jws);
    return lines(
      outcomeTexts[outcome],
      text,
      listed(
        'Dokumente:',
        files.map((file) => file.name),
      ),
    );
  },
  withdrawal: ({ reason }) => lines('Der Antrag wird zurückgenommen.', reason !== undefined && `Begründung: ${reason}`),
};
