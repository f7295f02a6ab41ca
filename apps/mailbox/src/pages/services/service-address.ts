/** The address of a service's page. @param agency clientId */
export function serviceAddress({ id, agency }: { id: string; agency: { id: string } }): string {
  return `/services/${encodeURIComponent(agency.id)}/${encodeURIComponent(id)}`;
}
