/** A person or company that can sign in at the development eID. All of them are invented. */
export type EidPerson = NaturalPerson | Company;

/** Where somebody lives or has their seat. */
export interface Address {
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
}

/** An invented citizen with the data that a German identity card holds. */
export interface NaturalPerson {
  readonly kind: 'person';
  /** Says nothing about the person: it is what the login form sends. */
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  /** ISO 8601 date */
  readonly birthDate: string;
  readonly address: Address;
}

/** An invented company with the data that the commercial register holds. */
export interface Company {
  readonly kind: 'company';
  readonly id: string;
  readonly legalName: string;
  /** Court and number in the commercial register. */
  readonly registerNumber: string;
  readonly address: Address;
}

/** The six persons and the company that every development eID knows. */
export const samplePersons: readonly EidPerson[] = [
  {
    kind: 'person',
    id: 'person-1',
    givenName: 'Frauke',
    familyName: 'Hinrichsen',
    birthDate: '1987-04-12',
    address: { street: 'Muhliusstraße 38', postcode: '24103', town: 'Kiel' },
  },
  {
    kind: 'person',
    id: 'person-2',
    givenName: 'Emre',
    familyName: 'Yıldırım',
    birthDate: '1992-11-03',
    address: { street: 'Elisabethstraße 71', postcode: '24143', town: 'Kiel' },
  },
  {
    kind: 'person',
    id: 'person-3',
    givenName: 'Lene',
    familyName: 'Mathiesen',
    birthDate: '1964-08-27',
    address: { street: 'Norderstraße 112', postcode: '24939', town: 'Flensburg' },
  },
  {
    kind: 'person',
    id: 'person-4',
    givenName: 'Thi Hoa',
    familyName: 'Nguyen-Brandt',
    birthDate: '1979-01-19',
    address: { street: 'Friesische Straße 25', postcode: '24937', town: 'Flensburg' },
  },
  {
    kind: 'person',
    id: 'person-5',
    givenName: 'Ocke',
    familyName: 'Paulsen',
    birthDate: '1951-06-30',
    address: { street: 'Süderstraße 9', postcode: '25813', town: 'Husum' },
  },
  {
    kind: 'person',
    id: 'person-6',
    givenName: 'Svetlana',
    familyName: 'Jørgensen-Müllenhoff',
    birthDate: '2003-02-14',
    address: { street: 'Osterende 44', postcode: '25813', town: 'Husum' },
  },
  {
    kind: 'company',
    id: 'company-1',
    legalName: 'Windkraft Nordsee Beispiel GmbH & Co. KG',
    registerNumber: 'Amtsgericht Flensburg, HRA 99017',
    address: { street: 'Am Außendeich 3', postcode: '25813', town: 'Husum' },
  },
];

const testPersonId = /^test-[a-z0-9]{1,40}$/;

/** Any id `test-…` is a person of its own, so that each test can have somebody whom nobody has seen before. */
export function testPerson(id: string): NaturalPerson | undefined {
  if (!testPersonId.test(id)) return undefined;
  return {
    kind: 'person',
    id,
    givenName: 'Test',
    familyName: id,
    birthDate: '1990-01-01',
    address: { street: 'Prüfweg 1', postcode: '24103', town: 'Kiel' },
  };
}

/** What is shown for the person on the login page. */
export function displayName(person: EidPerson): string {
  return person.kind === 'company' ? person.legalName : `${person.givenName} ${person.familyName}`;
}
