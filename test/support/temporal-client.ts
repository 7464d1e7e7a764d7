import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../../src/temporal';
import type { Parley } from './parley';

/** A Temporal client of the test's own, beside the product's. */
export async function connectTemporal(parley: Parley): Promise<{ client: Client; close(): Promise<void> }> {
  const connection = await Connection.connect({ address: parley.env.TEMPORAL_ADDRESS });
  return { client: new Client({ connection }), close: () => connection.close() };
}

/** The workflow id of the demo lead's conversation. */
export async function conversationWorkflowId(parley: Parley): Promise<string> {
  return workflowIdOf((await parley.conversation()).interactionId);
}

/** The ids of all runs that the conversation has had, oldest first: parking and continue-as-new begin new ones. */
export async function runsOf(client: Client, workflowId: string): Promise<{ runId: string; status: string }[]> {
  const runs = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    runs.push({ runId: run.runId, status: run.status.name, at: run.startTime.getTime() });
  }
  return runs.sort((a, b) => a.at - b.at).map(({ runId, status }) => ({ runId, status }));
}
