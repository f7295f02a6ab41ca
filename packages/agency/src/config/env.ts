import { PosthornError } from '@posthorn/protocol';

/** The one place of this package that reads the environment. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

const reference = /\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Puts environment variables into a text: `${NAME}`, or `${NAME:-otherwise}`.
 *
 * @throws PosthornError `config-invalid` when a variable is not set and has no otherwise
 */
export function expand(text: string, environment: Readonly<Record<string, string | undefined>>, path: string): string {
  return text.replace(reference, (_, name: string, otherwise: string | undefined) => {
    const value = environment[name] ?? otherwise;
    if (value !== undefined) return value;
    throw new PosthornError('config-invalid', `${path} needs the environment variable ${name}, which is not set.`, {
      mend: `Set ${name}, or write \${${name}:-…} with what to take instead.`,
      details: { path, variable: name },
    });
  });
}
