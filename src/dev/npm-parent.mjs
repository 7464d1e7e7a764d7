// npm that is killed with SIGKILL tells nobody, and what it started would run on, holding its ports.

import { readFileSync } from 'node:fs';

/** The parent of a process, and whether the process is a shell. Only Linux tells without running a program. */
function look(pid) {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { parent: Number(parent), isShell: /^(ba|da|k|z)?sh$/.test(name) };
  } catch {
    return { parent: undefined, isShell: false };
  }
}

// Read when this is loaded, before anything slow: meanwhile it may change.
const parent = process.ppid;
// npm starts scripts through a shell, and some shells (dash) stay between npm and the script.
const shell = look(parent);

/**
 * Calls `end` when npm, which started this process, has gone. Without npm nothing is watched: a shell that started this in
 * the background may end and mean no harm by it.
 */
export function whenNpmIsGone(end) {
  if (!process.env.npm_lifecycle_event) return;
  const watching = setInterval(() => {
    if (process.ppid === parent && (!shell.isShell || look(parent).parent === shell.parent)) return;
    clearInterval(watching);
    end();
  }, 500);
  watching.unref();
}
