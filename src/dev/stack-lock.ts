import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * A file that says which process runs a stack on a folder. A number alone would not do: after a restart of the machine
 * it is somebody else's. So the file also holds when that process began.
 */

function beganAt(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The 22nd field: clock ticks since the machine's start. The second, the name, may hold blanks and brackets.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The process whose stack runs on this folder, if one does. */
export function lockHolder(file: string): number | undefined {
  try {
    const { pid, began } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; began: string };
    return beganAt(pid) === began ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the folder for this process.
 * @returns whether the last stack here ended without giving it back, so that its servers may just be ending.
 * @throws Error when another stack runs on it.
 */
export function takeLock(file: string): { leftBehind: boolean } {
  let leftBehind = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, began: beganAt(process.pid) }), { flag: 'wx' });
      return { leftBehind };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = lockHolder(file);
    if (holder !== undefined)
      throw new Error(
        `Parley already runs here (process ${holder}). Stop it, or start a second one with its own folder and ports: ` +
          'PARLEY_DATA_DIR=.parley-2 PORT=0 POSTGRES_PORT=0 TEMPORAL_PORT=0 TEMPORAL_UI_PORT=0 CARRIER_PORT=0 ' +
          'DEMO_AGENT_PORT=0 npm start',
      );
    rmSync(file, { force: true });
    leftBehind = true;
  }
}

export function releaseLock(file: string): void {
  rmSync(file, { force: true });
}
