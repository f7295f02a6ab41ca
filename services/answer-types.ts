// Generated from the service files by `node scripts/answer-types.ts`. Change those, not this.

/** Valid answers to `dog-registration`: Register a dog. Generated from its service file. */
export interface DogRegistrationAnswers {
  keeper: {
    /** Form of address */
    salutation: 'ms' | 'mr' | 'none';
    /** Academic title */
    title?: string;
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Date of birth */
    birthDate: string;
    /** Street */
    street: string;
    /** House number */
    houseNumber: string;
    /** Address supplement */
    addressExtra?: string;
    /** Postcode */
    postcode: string;
    /** Town */
    town: string;
    /** Email address */
    email?: string;
    /** Phone number */
    phone?: string;
  };
  /** Why do you register the dog? */
  reason: 'new-dog' | 'moved-here' | 'born';
  move?: {
    /** Previous town */
    town: string;
    /** Day of the move */
    date: string;
    /** Was the dog registered for the dog tax there? */
    taxedThere: boolean;
    /** Tax paid there until */
    taxedUntil?: string;
    /** Deregistration or last tax notice */
    taxNotice?: string;
  };
  dog: {
    /** Name of the dog */
    name: string;
    /** Sex */
    sex: 'female' | 'male';
    /** Neutered */
    neutered?: boolean;
    /** Date of birth */
    birthDate: string;
    /** Breed or mix */
    breedKind: 'purebred' | 'mix' | 'unknown';
    /** Breed */
    breed?: string;
    /** Second breed */
    secondBreed?: string;
    /** Pit bull terrier, American Staffordshire terrier, Staffordshire bull terrier, bull terrier or a cross with one? */
    isListed: boolean;
    /** Is the dog, when fully grown, at least 40 cm high or 20 kg in weight? */
    isLarge: boolean;
    /** Colour and markings of the coat */
    colour: string;
    /** Microchip number */
    chip: string;
    /** EU pet passport (page with the microchip number) */
    petPassport?: string;
  };
  keeping: {
    /** The dog has lived with me since */
    since: string;
    /** Where does the dog come from? */
    source?: 'breeder' | 'shelter' | 'private' | 'abroad';
    previousKeeper?: {
      /** Name of the previous keeper or shelter */
      name: string;
      /** Street and house number */
      address?: string;
      /** Postcode and town */
      town: string;
    };
    /** Other dogs in the household */
    otherDogs: {
      /** Name of the dog */
      name: string;
      /** Registered to */
      keeper: string;
      /** Tax tag or reference number */
      taxNumber?: string;
    }[];
  };
  safety: {
    /** Has the dog bitten a person or an animal? */
    hasIncidents: boolean;
    /** What happened? Please give date and place. */
    incidents?: string;
    /** Has an authority classified the dog as dangerous? */
    isDangerous: boolean;
    classification?: {
      /** Authority */
      authority: string;
      /** Reference number */
      reference: string;
      /** Date of the decision */
      date: string;
      /** Permit to keep the dog */
      permit: 'granted' | 'applied' | 'missing';
      /** Permit */
      permitDocument?: string;
      /** Result of the temperament test */
      temperamentTest?: string;
    };
    /** Your competence */
    competence: 'certificate' | 'profession' | 'experience' | 'none';
    /** Proof of competence */
    competenceProof?: string;
  };
  insurance: {
    /** Insurance company */
    insurer: string;
    /** Policy number */
    policyNumber: string;
    /** Insured since */
    since: string;
    /** The insurance covers at least 500,000 euros for personal injury and 250,000 euros for damage to property. */
    coversMinimum: true;
    /** Policy or confirmation of cover */
    proof: string;
  };
  /** Reduction or exemption */
  relief: 'none' | 'assistance-dog' | 'rescue-dog' | 'shelter-dog' | 'hunting-dog' | 'low-income';
  /** Proofs for the reduction or exemption */
  reliefProofs?: string[];
  payment: {
    /** Payment interval */
    interval: 'quarterly' | 'yearly';
    /** Method of payment */
    method: 'sepa' | 'transfer';
    /** Account holder */
    accountHolder?: string;
    /** IBAN */
    iban?: string;
    /** I authorise the town to collect the dog tax from this account by SEPA direct debit. */
    mandate?: true;
  };
  /** Is there anything else we should know? */
  remarks?: string;
  /** My answers are correct and complete. I will report changes and the handing over of the dog within 14 days. */
  declaration: true;
}

/** Valid answers to `housing-benefit`: Apply for housing benefit. Generated from its service file. */
export interface HousingBenefitAnswers {
  request: {
    /** What do you apply for? */
    kind: 'first' | 'again' | 'increase';
    /** Housing benefit number */
    reference?: string;
    /** What has changed? */
    change?: string;
    /** How do you live? */
    tenancy: 'tenant' | 'subtenant' | 'home' | 'cooperative';
  };
  applicant: {
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Name at birth */
    birthName?: string;
    /** Date of birth */
    birthDate: string;
    /** Nationality (country code) */
    nationality: string;
    /** Residence permit */
    residencePermit?: string;
    /** Marital status */
    maritalStatus: 'single' | 'married' | 'separated' | 'divorced' | 'widowed';
    /** Separated since */
    separatedSince?: string;
    /** Occupation or training */
    employment: 'employee' | 'civil-servant' | 'self-employed' | 'pensioner' | 'student' | 'trainee' | 'unemployed' | 'pupil' | 'none';
    /** Phone number */
    phone?: string;
    /** Email address */
    email?: string;
    /** Does somebody represent you in this matter? */
    hasRepresentative?: boolean;
    /** Name and address of the representative */
    representative?: string;
    /** Authorisation or guardian's certificate */
    authorisation?: string;
  };
  /** People in the household */
  members: ({
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Date of birth */
    birthDate: string;
    /** Relationship to you */
    relation: 'self' | 'partner' | 'child' | 'parent' | 'relative' | 'other';
    /** Occupation or training */
    employment: 'employee' | 'civil-servant' | 'self-employed' | 'pensioner' | 'student' | 'trainee' | 'unemployed' | 'pupil' | 'none';
    /** Does the child live with both parents in turn? */
    sharesCustody?: boolean;
    /** In the household since (only if within the last year) */
    movedIn?: string;
    /** Benefit for living costs */
    transferBenefit: 'none' | 'citizens-benefit' | 'basic-income' | 'social-assistance' | 'asylum-benefit' | 'bafoeg';
    /** Received or applied for since */
    transferSince?: string;
    /** Severely disabled? */
    isDisabled: boolean;
    /** Degree of disability */
    disabilityDegree?: number;
    /** Care level */
    careLevel?: number;
    /** Card or notice */
    disabilityProofs?: string[];
    /** Does this person have an income? */
    hasIncome: boolean;
    /** Income of this person */
    incomes?: ({
      /** Kind of income */
      kind: 'wage' | 'mini-job' | 'self-employment' | 'pension' | 'unemployment-benefit' | 'sick-pay' | 'parental-allowance' | 'maintenance' | 'capital' | 'letting' | 'foreign' | 'other';
      /** Which income is this? */
      description?: string;
      /** Employer or paying body */
      payer?: string;
      /** Gross amount in euros */
      gross: number;
      /** How often? */
      interval: 'monthly' | 'yearly' | 'once';
      /** Is income tax paid? */
      paysTax?: boolean;
      /** Are contributions to health and care insurance paid? */
      paysHealthInsurance?: boolean;
      /** Are contributions to pension insurance paid? */
      paysPensionInsurance?: boolean;
      /** Work-related expenses per year in euros */
      workExpenses?: number;
      /** Will the amount change within the next twelve months? */
      willChange?: boolean;
      /** What will change, and when? */
      change?: string;
      /** Proofs */
      proofs: string[];
    })[];
  })[];
  /** Will somebody move in or out within the next twelve months? */
  expectsChange?: boolean;
  /** Who, and when? */
  expectedChange?: string;
  home: {
    /** Street */
    street: string;
    /** House number */
    houseNumber: string;
    /** Position in the building */
    floor?: string;
    /** Postcode */
    postcode: string;
    /** Town */
    town: string;
    /** Moved in on */
    movedIn: string;
    /** Living space in square metres */
    size: number;
    /** Number of rooms */
    rooms?: number;
    /** Is the flat publicly subsidised? */
    isSocialHousing?: boolean;
    landlord: {
      /** Landlord */
      name: string;
      /** Address */
      address: string;
      /** Are you related? */
      isRelated?: boolean;
    };
  };
  rent: {
    /** Total rent per month in euros */
    total: number;
    /** Operating costs included (without heating) */
    operatingCosts: number;
    /** Heating and hot water included */
    heating: number;
    /** Household electricity included */
    electricity?: number;
    /** Supplement for furniture included */
    furniture?: number;
    /** Is a parking space or garage included? */
    includesGarage: boolean;
    /** Amount for parking space or garage */
    garage?: number;
    /** Do you sublet part of the flat? */
    sublets: boolean;
    /** Sublet space in square metres */
    subletArea?: number;
    /** Income from subletting per month in euros */
    subletIncome?: number;
    /** Space used for work in square metres */
    businessArea?: number;
    /** Rental contract with all amendments */
    contract: string[];
    /** Proofs of the last rent payments */
    paymentProofs: string[];
  };
  assets: {
    /** Does the household have considerable assets? */
    isConsiderable: boolean;
    /** Which assets are these? */
    description?: string;
  };
  maintenance: {
    /** Does somebody in the household pay maintenance? */
    paysMaintenance: boolean;
    /** Maintenance payments */
    payments?: {
      /** Who pays? */
      payer: string;
      /** To whom? */
      receiver: string;
      /** On the basis of a judgment or title? */
      isByTitle?: boolean;
      /** Amount per month in euros */
      monthly: number;
      /** Proofs */
      proofs: string[];
    }[];
  };
  bank: {
    /** Account holder */
    accountHolder: string;
    /** IBAN */
    iban: string;
    /** Shall the housing benefit be paid to the landlord? */
    payLandlord?: boolean;
  };
  /** Is there anything else we should know? */
  remarks?: string;
  declarations: {
    /** My answers are correct and complete. */
    isComplete: true;
    /** I will report changes at once, for instance if the income rises by more than 15 percent or somebody moves out. */
    reportsChanges: true;
    /** I know that the housing benefit office may compare my answers with other bodies (section 33 WoGG). */
    knowsDataMatching: true;
  };
}

/** Valid answers to `kindergarten-place`: Apply for a kindergarten place. Generated from its service file. */
export interface KindergartenPlaceAnswers {
  child: {
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Date of birth */
    birthDate: string;
    /** Sex */
    sex: 'female' | 'male' | 'diverse' | 'unknown';
    /** Nationality (country code) */
    nationality?: string;
    /** Languages spoken in the family */
    languages: string;
    /** Street */
    street: string;
    /** House number */
    houseNumber: string;
    /** Postcode */
    postcode: string;
    /** Town */
    town: string;
    /** Is the family still to move to the town? */
    movesHere: boolean;
    /** Expected day of the move */
    moveDate?: string;
  };
  /** Parents or guardians */
  parents: ({
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Custody */
    custody: 'joint' | 'sole' | 'guardian';
    /** Lives with the child */
    livesWithChild: boolean;
    /** Own address */
    address?: string;
    /** Phone number */
    phone?: string;
    /** Email address */
    email?: string;
    /** Work or training when care begins */
    work: 'employed' | 'self-employed' | 'training' | 'integration-course' | 'job-seeking' | 'parental-leave' | 'none';
    /** Hours per week */
    weeklyHours?: number;
    /** Way to work in minutes */
    commuteMinutes?: number;
    /** Certificate of employer, school or university */
    workProof?: string;
  })[];
  /** I am a single parent. */
  isSingleParent?: boolean;
  care: {
    /** Kind of care */
    kind: 'nursery' | 'kindergarten' | 'after-school' | 'childminder';
    /** Wished beginning */
    start: string;
    /** A later beginning is possible. */
    isFlexible?: boolean;
    /** Days */
    days: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday')[];
    /** From (time) */
    from: string;
    /** To (time) */
    to: string;
    /** With lunch */
    needsLunch?: boolean;
    /** Also in the school holidays */
    holidayCare?: boolean;
    /** Present care */
    presentCare?: string;
  };
  /** The facilities you wish for */
  wishes: ({
    /** Name of the facility */
    facility: string;
    /** Street or district */
    address?: string;
    /** Why this facility? */
    reasons?: ('near-home' | 'near-work' | 'sibling' | 'concept' | 'language' | 'hours')[];
  })[];
  /** I would also take a place in another facility. */
  acceptsOther?: boolean;
  /** Siblings */
  siblings: {
    /** First name */
    firstName: string;
    /** Date of birth */
    birthDate: string;
    /** Is in day care */
    inDayCare: boolean;
    /** Which? */
    facility?: string;
  }[];
  health: {
    /** Protection against measles */
    measles: 'vaccinated' | 'immune' | 'contraindicated' | 'later';
    /** Vaccination record or medical certificate */
    measlesProof?: string;
    /** Does your child need special support or care? */
    hasSpecialNeeds: boolean;
    /** What does your child need? */
    specialNeeds?: string;
    /** Allergies and intolerances */
    allergies?: string;
  };
  /** Special circumstances */
  hardship?: ('illness' | 'caring' | 'youth-office' | 'multiple-birth' | 'last-year')[];
  /** I want to apply for the social discount on the parents' contribution. */
  wantsDiscount?: boolean;
  /** Notice of housing benefit, child supplement or citizen's benefit */
  discountProof?: string;
  /** Is there anything else we should know? */
  remarks?: string;
  declarations: {
    /** My answers are correct and all parents or guardians agree. */
    isComplete: true;
    /** The town may pass the answers on to the facilities named. */
    mayShare: true;
  };
}

/** Valid answers to `registration-certificate`: Order a registration certificate. Generated from its service file. */
export interface RegistrationCertificateAnswers {
  person: {
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Name at birth */
    birthName?: string;
    /** Date of birth */
    birthDate: string;
    /** Place of birth */
    birthPlace?: string;
    /** Street of the registered flat */
    street: string;
    /** House number */
    houseNumber: string;
    /** Postcode */
    postcode: string;
    /** Town */
    town: string;
    /** Email address */
    email?: string;
  };
  certificate: {
    /** Which certificate? */
    kind: 'simple' | 'extended';
    /** Further details */
    details?: ('birth-place' | 'marital-status' | 'nationality' | 'religion' | 'previous-addresses' | 'move-dates' | 'family' | 'document-numbers')[];
    /** Previous addresses since */
    addressesSince?: string;
    /** Number of copies */
    copies: number;
    /** Language */
    language: 'de' | 'multilingual';
  };
  /** Further people on the certificate */
  familyMembers?: ({
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Date of birth */
    birthDate: string;
    /** Relationship to you */
    relation: 'spouse' | 'child';
  })[];
  /** What do you need the certificate for? */
  purpose: 'marriage' | 'pension' | 'abroad' | 'school' | 'bank' | 'other';
  /** Which purpose? */
  purposeText?: string;
  /** I apply for an exemption from the fee. */
  isFree: boolean;
  /** Reason for the exemption */
  freeReason?: 'pension' | 'social-benefit' | 'volunteering';
  /** Proof for the exemption */
  freeProof?: string;
  delivery: {
    /** How would you like to receive the certificate? */
    method: 'line' | 'post' | 'post-abroad';
    /** Name and address to send it to */
    recipient?: string;
    /** Country */
    country?: string;
  };
  /** I order the certificate for myself or on behalf of my family, and my answers are correct. */
  declaration: true;
}

/** Valid answers to `wind-park-permit`: Apply for a wind park permit. Generated from its service file. */
export interface WindParkPermitAnswers {
  company: {
    /** Name of the company */
    name: string;
    /** Legal form */
    legalForm: 'gmbh' | 'gmbh-co-kg' | 'ag' | 'cooperative' | 'municipal' | 'other';
    /** Register court */
    registerCourt: string;
    /** Register number */
    registerNumber: string;
    /** Street */
    street: string;
    /** House number */
    houseNumber: string;
    /** Postcode */
    postcode: string;
    /** Town */
    town: string;
    /** Website */
    website?: string;
  };
  representative: {
    /** First names */
    firstName: string;
    /** Family name */
    lastName: string;
    /** Function */
    role: 'managing-director' | 'board' | 'authorised-officer';
    /** Phone number */
    phone?: string;
    /** Email address */
    email?: string;
  };
  contact: {
    /** A planning office conducts the procedure for us. */
    isPlanner: boolean;
    /** Planning office */
    office?: string;
    /** Contact person */
    name: string;
    /** Phone number */
    phone: string;
    /** Email address */
    email: string;
    /** Authorisation of the planning office */
    authorisation?: string;
  };
  project: {
    /** Name of the project */
    name: string;
    /** Kind of application */
    kind: 'new' | 'extension' | 'repowering';
    /** Reference of the existing permit */
    earlierPermit?: string;
    /** Procedure */
    procedure: 'simplified' | 'formal';
    /** Short description */
    description: string;
    /** Planned start of construction */
    startOfConstruction: string;
    /** Planned start of operation */
    startOfOperation: string;
    /** We apply for an early start (section 8a BImSchG). */
    earlyStart: boolean;
    /** Reasons */
    earlyStartReason?: string;
  };
  /** Wind turbines */
  turbines: {
    /** Designation */
    designation: string;
    /** Manufacturer */
    manufacturer: string;
    /** Model */
    model: string;
    /** Rated power in kW */
    ratedPower: number;
    /** Hub height in metres */
    hubHeight: number;
    /** Rotor diameter in metres */
    rotorDiameter: number;
    /** Total height in metres */
    totalHeight: number;
    /** Easting (ETRS89/UTM32) in metres */
    easting: number;
    /** Northing (ETRS89/UTM32) in metres */
    northing: number;
    /** Ground level in metres above sea level */
    groundLevel?: number;
    /** Municipality */
    municipality: string;
    /** Cadastral district */
    district: string;
    /** Cadastral section and plot */
    plot: string;
    /** Distance to the nearest dwelling in metres */
    dwellingDistance?: number;
    /** Highest sound power level in dB(A) */
    soundPower?: number;
    /** Noise-reduced operation at night */
    nightMode?: boolean;
    /** Replaces existing turbines */
    replaces: boolean;
    /** Which? */
    replacedTurbines?: string;
  }[];
  site: {
    /** The use of all plots is secured by contract. */
    hasLandRights: true;
    /** Is the project in a priority area or wind energy area? */
    inPriorityArea: boolean;
    /** Name of the area or plan */
    planName?: string;
    /** Access roads */
    access: string;
    /** Grid operator and connection point */
    gridOperator: string;
    /** Is a water protection area affected? */
    hasWaterProtection: boolean;
    /** Is air traffic control or radar affected (sections 14 and 18a LuftVG)? */
    militaryOrRadar: boolean;
    /** Documents on aviation and marking */
    aviationReport?: string;
  };
  environment: {
    /** Environmental impact assessment (EIA) */
    assessment: 'required' | 'voluntary' | 'screening' | 'none';
    /** Screening document */
    screening?: string;
    /** EIA report */
    assessmentReport?: string;
    /** Groups of species affected */
    speciesKind: ('breeding-birds' | 'migratory-birds' | 'bats' | 'amphibians')[];
    /** Reports on species protection */
    species: string[];
    /** Protective measures */
    measures: ('shutdown-bats' | 'shutdown-farming' | 'anti-collision' | 'habitat' | 'construction-window' | 'monitoring')[];
    /** Are there protected areas within 1,200 metres? */
    protectedAreas: boolean;
    /** Habitats Directive assessment */
    habitatReport?: string;
  };
  reports: {
    /** Site plans and construction drawings */
    sitePlans: string[];
    /** Noise report */
    noise: string[];
    /** Shadow flicker report */
    shadow: string[];
    /** Type approval and site suitability */
    stability: string[];
    /** Landscape conservation plan */
    landscape: string[];
    /** Fire protection concept */
    fireProtection: string[];
    /** Report on ice throw */
    iceThrow?: string[];
    /** Hazardous substances and waste */
    hazardousSubstances?: string[];
    /** Obligation to dismantle (section 35(5) BauGB) */
    dismantling: string;
    /** Geodata (GeoJSON or ZIP) */
    geodata?: string;
  };
  costs: {
    /** Construction costs in euros (with VAT) */
    construction: number;
    /** Dismantling costs in euros */
    dismantling: number;
  };
  /** The documents contain trade secrets. */
  tradeSecrets?: boolean;
  /** Which documents are marked? */
  tradeSecretsList?: string;
  declarations: {
    /** The answers and documents are correct and complete. */
    isComplete: true;
    /** The company bears the costs of the procedure. */
    assumesCosts: true;
    /** The authority may display the application and documents in public, except for trade secrets. */
    mayPublish: true;
  };
}

/** The answers of each service by its id. */
export interface AnswersByService {
  'dog-registration': DogRegistrationAnswers;
  'housing-benefit': HousingBenefitAnswers;
  'kindergarten-place': KindergartenPlaceAnswers;
  'registration-certificate': RegistrationCertificateAnswers;
  'wind-park-permit': WindParkPermitAnswers;
}
