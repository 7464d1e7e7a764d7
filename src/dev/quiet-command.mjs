// Runs a slow command, telling how long it takes, and shows its output only when it fails.

import { spawn } from 'node:child_process';

const TELL_MS = 5_000;

export class CommandFailed extends Error {
  name = 'CommandFailed';
}

/**
 * @param {string} title what it does, for the person who waits
 * @throws CommandFailed with everything the command said
 */
export async function runQuietly(title, command, args, options) {
  const since = Date.now();
  const seconds = () => `${Math.round((Date.now() - since) / 1_000)} s`;
  const live = process.stdout.isTTY;
  // In a terminal one line counts up; in a log file a new one every few seconds would only be read if it took long.
  const show = () => process.stdout.write(live ? `\r${title}… ${seconds()}` : `${title}… ${seconds()}\n`);
  process.stdout.write(live ? `${title}…` : `${title}…\n`);
  const clock = setInterval(show, live ? 1_000 : TELL_MS);
  const output = [];
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      const stop = (signal) => child.kill(signal);
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
      child.once('error', reject);
      child.once('close', (exitCode, signal) => {
        for (const name of ['SIGINT', 'SIGTERM']) process.off(name, stop);
        resolve(signal ?? exitCode);
      });
    });
    if (code === 'SIGINT' || code === 'SIGTERM') process.exit(130);
    if (code !== 0) throw new CommandFailed(`${title} failed (${code}):\n${Buffer.concat(output)}`);
  } catch (error) {
    if (live) process.stdout.write('\n');
    throw error instanceof CommandFailed ? error : new CommandFailed(`${title} failed: ${error.message}`);
  } finally {
    clearInterval(clock);
  }
  process.stdout.write(live ? `\r${title}… done in ${seconds()}\n` : `${title}: done in ${seconds()}\n`);
}
