/** Invented words that people and agencies say to each other in the demo. No server between them may ever hold one. */
export const secretWords = {
  /** Answers. */
  dogName: 'Quittenmond',
  kindergarten: 'Murmelwiesel',
  familyName: 'Silbergrasmücke',
  remark: 'Brombeerorgel',
  windPark: 'Sturmvogelkoog',
  /** Names of files. */
  policyFileName: 'Dompfaffenflug',
  uploadFileName: 'Kranichbrief',
  decisionFileName: 'Eisvogelakte',
  /** Contents of files: a PDF, a picture, geodata, and the PDF of a decision. */
  policyText: 'Grünspechtlied',
  photoText: 'Wacholderuhr',
  geodataText: 'Austernfischerplan',
  decisionFileText: 'Holundersumme',
  /** What a person writes. */
  cityReply: 'Blaubeerkutsche',
  districtReply: 'Distelfinkgruß',
  /** What an agency writes. */
  statusText: 'Zimtsternlage',
  questionText: 'Haselmausfrage',
  choice: 'rosinenantwort',
  requestText: 'Pfefferkuchenbeleg',
  decisionText: 'Mohnblumenbescheid',
  letterText: 'Schlehenpost',
} as const;
