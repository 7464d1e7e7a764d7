/** The role that api and worker connect as, in the databases of laptops and tests. */
export const PROCESS_ROLE = 'parley_process';

/** The same database, for that role. */
export function processUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = PROCESS_ROLE;
  url.password = password;
  return url.href;
}
