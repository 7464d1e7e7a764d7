import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Where the built workflow code lies, beside the compiled server. */
export const WORKFLOW_BUNDLE = join(__dirname, '..', 'workflow-bundle.js');

/** Bundles the workflows once, at build time, so that a worker starts in a second and runs what was tested. */
export async function buildWorkflowBundle(workflowsPath: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  return code;
}

if (require.main === module) {
  buildWorkflowBundle(join(__dirname, '..', 'workflows', 'index.js'))
    .then((code) => writeFile(WORKFLOW_BUNDLE, code))
    .catch((error: unknown) => {
      console.error('Bundling the workflows failed:', error);
      process.exitCode = 1;
    });
}
