type Stop = () => Promise<unknown>;

/** Jest loads setup and teardown as separate modules of one process; only the global object is theirs in common. */
const shared = globalThis as typeof globalThis & { parleyTestServers?: Stop[] };

/** Remembers how to undo one step of the setup. */
export function keepForTeardown(stop: Stop): void {
  shared.parleyTestServers = [...(shared.parleyTestServers ?? []), stop];
}

/** Undoes the setup, last step first (a folder goes after the server that writes in it), and does all of it whatever fails. */
export async function stopServers(): Promise<void> {
  const stops = (shared.parleyTestServers ?? []).reverse();
  shared.parleyTestServers = [];
  const failures: unknown[] = [];
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the test servers did not stop cleanly');
}
