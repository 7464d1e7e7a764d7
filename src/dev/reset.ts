import { rm } from 'node:fs/promises';
import { dataDirOf, stackFiles } from './dev-config';
import { lockHolder } from './stack-lock';

/** `npm run reset`: the laptop stack begins anew, with an empty database and new secrets. */
async function main(): Promise<void> {
  const dataDir = dataDirOf(process.env);
  const files = stackFiles(dataDir);
  const holder = lockHolder(files.lock);
  if (holder !== undefined) throw new Error(`Parley runs on ${dataDir} (process ${holder}). Stop it first.`);
  // By name, never the folder: PARLEY_DATA_DIR may be set to one that holds other things too.
  const ours = [files.postgres, files.temporal, files.carrier, files.secrets, files.demo, files.lock, files.log('x')];
  for (const path of ours.map((file) => topLevel(dataDir, file))) await rm(path, { recursive: true, force: true });
  console.log(`${dataDir} is empty. \`npm start\` makes everything anew.`);
}

function topLevel(dataDir: string, file: string): string {
  const [first = ''] = file.slice(dataDir.length + 1).split(/[\\/]/);
  return `${dataDir}/${first}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
