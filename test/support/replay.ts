import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { runsOf } from './temporal-client';

const workflowBundle = { code: readFileSync(path.join(__dirname, '../../dist/workflow-bundle.js'), 'utf8') };

/** Replays every run of a workflow with the code of today. @throws what the replay of a run says, if it is not the same */
export async function replayRuns(client: Client, workflowId: string): Promise<void> {
  for (const { runId } of await runsOf(client, workflowId)) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    // A run that has just been made has no task to replay yet, and the SDK would wait for one for ever.
    if (!history.events?.some((event) => event.workflowTaskCompletedEventAttributes)) continue;
    await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
  }
}
