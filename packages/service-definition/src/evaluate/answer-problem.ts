/** What is wrong with an answer. Made for the person: the message is in their language and names neither value nor field. */
export interface AnswerProblem {
  /** JSON pointer (RFC 6901) into the answers; for what is missing, to where it belongs. */
  path: string;
  /** Stable, for programs: the JSON Schema keyword in kebab case, or one of Posthorn's own such as `attachment-size`. */
  code: string;
  message: string;
  /** The page of the form that shows the field. */
  page?: string;
}

/** A problem before it is put into words. */
export interface Finding {
  path: string;
  code: string;
  /** Limits and the like that the message names. Never an answer. */
  values?: Record<string, string | number>;
  /** The schema in which the keyword stands, for its own wording (`x-messages`). */
  schema?: import('../definition/form-schema.ts').FormSchema;
  keyword?: string;
}
