import { flat, formatText, lines, listed, writerFor } from './body-text.ts';
import type { Bodies } from './bodies.ts';
import { readOwnPayload } from './jws.ts';
import type { DecisionOutcome } from './schemas/decision.ts';
import type { CaseStatus } from './schemas/status.ts';

const write = writerFor('en-GB');

export const englishStatusTexts: Record<CaseStatus, string> = {
  submitted: 'Submitted',
  received: 'Received',
  'in-progress': 'In progress',
  'action-required': 'We need something from you',
  decided: 'Decided',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
  closed: 'Closed',
};

const outcomeTexts: Record<DecisionOutcome, string> = {
  approved: 'Decision: Your application is approved.',
  'partly-approved': 'Decision: Your application is approved in part.',
  rejected: 'Decision: Your application is rejected.',
};

/** The readable bodies in English. */
export const englishBodies: Bodies = {
  hello: () =>
    'The connection to the authority is set up. Your messages are encrypted: only you and the authority can read them.',
  application: ({ jws }, { title }) => {
    const { attachments } = readOwnPayload('application', jws);
    return lines(
      title === undefined ? 'Application' : `Application: ${flat(title)}`,
      'The application has been submitted. The authority will confirm that it has received it.',
      listed(
        'Attachments:',
        attachments.map((attachment) => attachment.name),
      ),
    );
  },
  receipt: ({ jws }, { title }) => {
    const { receivedAt, attachments } = readOwnPayload('receipt', jws);
    return lines(
      title === undefined ? 'Confirmation of receipt' : `Confirmation of receipt: ${flat(title)}`,
      `The authority received your application on ${write.dateText(receivedAt)} at ${write.timeText(receivedAt)}.`,
      attachments.length > 0 && `Number of attachments: ${attachments.length}`,
    );
  },
  refusal: ({ jws }) =>
    lines(
      'Your application cannot be accepted as it is.',
      listed(
        'Reasons:',
        readOwnPayload('refusal', jws).reasons.map((reason) => reason.message),
      ),
      'Please change these details and submit the application again.',
    ),
  status: ({ status, text }, { step }) =>
    lines(`Status: ${englishStatusTexts[status]}`, step !== undefined && `Step: ${flat(step)}`, text),
  question: ({ text, choices, multiple }) =>
    lines(
      text,
      listed(
        multiple ? 'Choose one or more answers:' : 'Choose one answer:',
        choices.map((choice) => choice.text),
      ),
    ),
  answer: () => 'Your answer has been sent.',
  'document-request': ({ text, accept, maxSize, due }) =>
    lines(
      text,
      `Permitted file formats: ${accept.map(formatText).join(', ')}`,
      `Maximum size of a file: ${write.sizeText(maxSize)}`,
      due !== undefined && `Please send the documents by ${write.dateText(due)}.`,
    ),
  attachment: ({ attachment }) => attachment.name,
  notice: ({ title, text, due }) =>
    lines(title !== undefined && flat(title), text, due !== undefined && `Deadline: ${write.dateText(due)}`),
  reply: ({ text }) => text,
  decision: ({ jws }) => {
    const { outcome, text, files } = readOwnPayload('decision', jws);
    return lines(
      outcomeTexts[outcome],
      text,
      listed(
        'Documents:',
        files.map((file) => file.name),
      ),
    );
  },
  withdrawal: ({ reason }) => lines('The application is withdrawn.', reason !== undefined && `Reason: ${reason}`),
};
