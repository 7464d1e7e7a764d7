// Ends the processes it was told of when the process that started it has gone, however that happened (kill -9 included).
// It knows by its stdin: the other end of that pipe closes when, and only when, its parent ends.
// Plain Node without imports of ours: it must run the same from src and from dist, and start in a few milliseconds.

import { createInterface } from 'node:readline';

/** Postgres and Temporal end in well under a second when asked; a worker may have to finish an activity. */
const ASK_MS = 5_000;

const watched = new Set();

// The terminal's Ctrl-C is meant for the parent, which ends its children in order. Only the pipe counts here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

function send(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) watched.add(pid);
    else watched.delete(pid);
  })
  .on('close', () => {
    // SIGINT means "stop now, cleanly" to all of ours: a fast shutdown to Postgres, to which SIGTERM means "when the
    // last client has left".
    for (const pid of watched) send(pid, 'SIGINT');
    const deadline = Date.now() + ASK_MS;
    const look = setInterval(() => {
      for (const pid of watched) if (!send(pid, 0)) watched.delete(pid);
      if (watched.size > 0 && Date.now() < deadline) return;
      clearInterval(look);
      // Each leads a process group of its own; one that already lost its leader still answers to the group's number.
      for (const pid of watched) send(-pid, 'SIGKILL') || send(pid, 'SIGKILL');
      process.exit(0);
    }, 50);
  });
