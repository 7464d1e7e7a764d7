import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, on every machine Node runs on. */
const TICK_MS = 10;

/** Processor time in milliseconds, by process. Empty where the system does not tell (only Linux does). */
export type CpuTimes = Record<string, number>;

/** The processes to watch; a number is looked up anew each time, as a process may have been started again. */
export type Watched = Record<string, () => number | undefined>;

/** Begins to count. @returns what ends it and says how much each process used meanwhile */
export function countCpu(watched: Watched): () => CpuTimes {
  if (process.platform !== 'linux') return () => ({});
  const before = readAll(watched);
  return () => {
    const used: CpuTimes = {};
    for (const [name, { pid, ms }] of Object.entries(readAll(watched))) {
      const earlier = before[name];
      used[name] = ms - (earlier?.pid === pid ? earlier.ms : 0);
    }
    return used;
  };
}

function readAll(watched: Watched): Record<string, { pid: number; ms: number }> {
  const all = readProcesses();
  const found: Record<string, { pid: number; ms: number }> = {};
  for (const [name, pidOf] of Object.entries(watched)) {
    const pid = pidOf();
    const own = pid === undefined ? undefined : all.get(pid);
    if (pid === undefined || own === undefined) continue;
    // Postgres works in children of its first process; those that have ended are in its own account.
    const children = [...all.values()].filter((one) => one.parent === pid);
    const ticks = children.reduce((sum, child) => sum + child.own, own.own + own.ended);
    found[name] = { pid, ms: ticks * TICK_MS };
  }
  return found;
}

function readProcesses(): Map<number, { parent: number; own: number; ended: number }> {
  const all = new Map<number, { parent: number; own: number; ended: number }>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      // pid (name, which may hold anything) state parent … utime stime cutime cstime: fields 14 to 17
      const text = readFileSync(`/proc/${entry}/stat`, 'utf8').replace(/^.*\) /s, '');
      const fields = text.split(' ').map(Number);
      const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
      all.set(Number(entry), { parent: fields[1] ?? 0, own: utime + stime, ended: cutime + cstime });
    } catch {
      // It ended between the two looks.
    }
  return all;
}
