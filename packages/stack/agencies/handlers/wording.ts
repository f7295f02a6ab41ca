/** An amount in cents as people write it. */
export function euros(cents: number, language: 'de' | 'en'): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(cents / 100);
}

/** Today, `YYYY-MM-DD`. In a handler always as a step: it is another day when the handler runs again. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
