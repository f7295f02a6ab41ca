import type { Language, LocalizedText } from '@posthorn/protocol';

/** Why something that a person sent had no effect; also the reasons of refusals. */
export type SentenceCode =
  | 'block-malformed'
  | 'kind-unexpected'
  | 'signature-invalid'
  | 'application-misaddressed'
  | 'application-changed'
  | 'case-id-taken'
  | 'application-invalid'
  | 'service-unknown'
  | 'service-version-unknown'
  | 'answers-not-canonical'
  | 'attachment-corrupt'
  | 'attachment-gone'
  | 'attachment-size'
  | 'attachment-type'
  | 'attachment-type-wrong'
  | 'question-unknown'
  | 'question-answered'
  | 'choice-unknown'
  | 'case-unknown'
  | 'case-over';

/** What a person is told when something they sent had no effect. Names neither what they wrote nor anything from inside. */
const sentences: Record<SentenceCode, LocalizedText> = {
  'block-malformed': {
    de: 'Diese Nachricht konnte nicht gelesen werden. Bitte senden Sie sie mit einem aktuellen Programm noch einmal.',
    en: 'This message could not be read. Please send it again with an up-to-date program.',
  },
  'kind-unexpected': {
    de: 'Eine Nachricht dieser Art kann nur die Behörde senden.',
    en: 'Only the authority can send a message of this kind.',
  },
  'signature-invalid': {
    de: 'Die Unterschrift dieser Nachricht ist nicht die dieses Kontos. Bitte senden Sie sie noch einmal.',
    en: 'The signature of this message is not that of this account. Please send it again.',
  },
  'application-misaddressed': {
    de: 'Dieser Antrag gehört zu einer anderen Verbindung. Bitte stellen Sie ihn in dieser Verbindung neu.',
    en: 'This application belongs to another connection. Please submit it again in this one.',
  },
  'application-changed': {
    de: 'Unter dieser Nummer ist schon ein anderer Antrag eingegangen. Bitte stellen Sie einen neuen Antrag.',
    en: 'Another application was already received under this number. Please make a new application.',
  },
  'case-id-taken': {
    de: 'Zu diesem Vorgang gibt es schon einen Antrag. Bitte stellen Sie einen neuen Antrag.',
    en: 'There is already an application in this case. Please make a new application.',
  },
  'application-invalid': {
    de: 'Der Antrag kann so nicht angenommen werden. Die Gründe stehen in der Antwort der Behörde.',
    en: "The application cannot be accepted as it is. The authority's answer names the reasons.",
  },
  'service-unknown': {
    de: 'Diese Behörde bietet diese Leistung nicht an. Bitte suchen Sie die zuständige Behörde noch einmal.',
    en: 'This authority does not offer this service. Please look for the responsible authority again.',
  },
  'service-version-unknown': {
    de: 'Das Formular ist nicht mehr gültig. Bitte laden Sie die Leistung neu und stellen Sie den Antrag mit dem neuen Formular.',
    en: 'The form is no longer valid. Please load the service again and apply with the new form.',
  },
  'answers-not-canonical': {
    de: 'Der Antrag enthält Angaben, nach denen nicht gefragt wurde. Bitte prüfen Sie ihn und senden Sie ihn noch einmal.',
    en: 'The application contains answers that were not asked for. Please check it and send it again.',
  },
  'attachment-corrupt': {
    de: 'Diese Datei ist nicht so angekommen, wie sie gesendet wurde. Bitte hängen Sie sie noch einmal an.',
    en: 'This file did not arrive as it was sent. Please attach it again.',
  },
  'attachment-gone': {
    de: 'Diese Datei liegt nicht mehr auf dem Server. Bitte hängen Sie sie noch einmal an.',
    en: 'This file is no longer on the server. Please attach it again.',
  },
  'attachment-size': {
    de: 'Diese Datei ist größer als erlaubt. Bitte verkleinern Sie sie.',
    en: 'This file is larger than allowed. Please make it smaller.',
  },
  'attachment-type': {
    de: 'Diese Datei hat ein Format, das hier nicht erlaubt ist.',
    en: 'This file has a format that is not allowed here.',
  },
  'attachment-type-wrong': {
    de: 'Der Inhalt dieser Datei passt nicht zu ihrem angegebenen Format. Bitte speichern Sie sie neu und hängen Sie sie noch einmal an.',
    en: 'The content of this file does not fit its stated format. Please save it again and attach it again.',
  },
  'question-unknown': {
    de: 'Diese Frage hat die Behörde nicht gestellt. Ihre Antwort wurde der Sachbearbeitung gezeigt.',
    en: 'The authority did not ask this question. Your answer was shown to the case worker.',
  },
  'question-answered': {
    de: 'Diese Frage ist schon beantwortet. Ihre neue Antwort wurde der Sachbearbeitung gezeigt.',
    en: 'This question has been answered already. Your new answer was shown to the case worker.',
  },
  'choice-unknown': {
    de: 'Diese Antwort steht nicht zur Wahl. Bitte wählen Sie noch einmal.',
    en: 'This answer is not one of the choices. Please choose again.',
  },
  'case-unknown': {
    de: 'Diesen Vorgang gibt es hier nicht.',
    en: 'There is no such case here.',
  },
  'case-over': {
    de: 'Der Vorgang ist schon abgeschlossen. Ihre Nachricht wurde der Sachbearbeitung gezeigt.',
    en: 'The case is already finished. Your message was shown to the case worker.',
  },
};

export function sentence(code: SentenceCode, language: Language): string {
  return sentences[code][language];
}
