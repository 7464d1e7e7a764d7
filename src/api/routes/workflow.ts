import { hasConversation } from '../../db/conversations';
import type { Pool } from '../../db/pool';
import { workflowRoutes } from '../contract/workflow';
import { ApiError } from '../errors';
import type { Api } from '../serve';

export interface WorkflowDependencies {
  pool: Pool;
  /** The id of a conversation's workflow, and where the Temporal UI shows it. */
  workflowOf(interactionId: string): { workflowId: string; url: string };
}

/** The way from a conversation to its workflow. Temporal is not asked: the way is there while it is away. */
export function serveWorkflow(api: Api, { pool, workflowOf }: WorkflowDependencies): void {
  api.serve(workflowRoutes.read, async ({ caller, params }) => {
    if (!(await hasConversation(pool, caller.tenantId, params.interactionId))) throw new ApiError('NOT_FOUND');
    return workflowOf(params.interactionId);
  });
}
