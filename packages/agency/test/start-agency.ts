import { openAgency, type Agency, type AgencyConfig } from '../src/index.ts';

/** Puts an agency on the line; resolves when the directory has taken it. */
export async function startAgency(
  config: AgencyConfig,
  prepare: (agency: Agency) => void = () => undefined,
): Promise<Agency> {
  const agency = await openAgency(config);
  prepare(agency);
  await agency.start();
  // Only then does the operator know whom people agree to connect with.
  await agency.published();
  return agency;
}
