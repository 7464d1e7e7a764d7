import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const INSTALL = 'apt-get update -q && apt-get install -q -y --no-install-recommends python3';

/**
 * The name of a Python 3 to run programs with: the machine's, or one that is installed now as a Debian package.
 * @throws when there is none and none can be installed; the message says what to do.
 */
export function ensurePython(): string {
  if (works()) return 'python3';
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    spawnSync('sh', ['-c', INSTALL], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    if (works()) return 'python3';
  }
  throw new Error('docs/agents.md has a program for Python, and there is none here: install python3, 3.9 or newer');
}

function works(): boolean {
  return spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
}
