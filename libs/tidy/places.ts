/** Where a file stands: its workspace, and what kind of file it is. */

/** `libs/rules`, `services/runner`, `schemas`, `deploy/local`; the first folder (or nothing) for all else. */
export function workspaceOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return ['libs', 'services', 'deploy'].includes(first)
    ? `${first}/${second}`
    : path.includes('/')
      ? first
      : '';
}

export const isTypeScript = (path: string): boolean => path.endsWith('.ts');

/** Tests and what only tests use: they may wire rooms together and break things on purpose. */
export function isTest(path: string): boolean {
  return /\.test\.ts$|\/testing\/|^e2e\/|^bench\//u.test(path);
}
