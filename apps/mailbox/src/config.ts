/** What the app speaks with: base URLs, as its server says. */
export interface AppConfig {
  homeserver: string;
  directory: string;
  /** Of the push gateway; null: no notifications. */
  push: string | null;
}

/** Asks the server that the app comes from. */
export async function readConfig(): Promise<AppConfig> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as AppConfig;
}
