import { Client, Connection, type ConnectionOptions, isGrpcServiceError } from '@temporalio/client';
import { type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import type { conversation } from '../workflows/conversation';
import { type ConversationInput, type FactPayload, searchAttributes } from '../workflows/messages';
import type { Config } from './config';
import type { FactToSignal } from './db/ingest';

/** gRPC's codes CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and UNAVAILABLE. */
const AWAY = new Set([1, 4, 8, 14]);

/** Whether a call failed because the server could not be reached in time, and not because of what was asked. */
export function isServerAway(error: unknown): boolean {
  const grpc = isGrpcServiceError(error) ? error : (error as { cause?: unknown }).cause;
  return isGrpcServiceError(grpc) && AWAY.has(grpc.code);
}

/** How to reach the Temporal server, for clients and workers alike. */
export function temporalAddress(config: Config): Pick<ConnectionOptions, 'address' | 'tls'> & { apiKey?: string } {
  return {
    address: config.TEMPORAL_ADDRESS,
    tls: config.TEMPORAL_TLS || config.TEMPORAL_API_KEY !== undefined ? {} : undefined,
    apiKey: config.TEMPORAL_API_KEY,
  };
}

/** A conversation's workflow id; opaque, as everything in Temporal is. */
export function workflowIdOf(interactionId: string): string {
  return `conversation/${interactionId}`;
}

/** A conversation's workflow by its id, and its address in the Temporal UI. */
export function workflowInUi(
  config: Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>,
  interactionId: string,
): { workflowId: string; url: string } {
  const workflowId = workflowIdOf(interactionId);
  const [namespace, workflow] = [config.TEMPORAL_NAMESPACE, workflowId].map(encodeURIComponent);
  const ui = config.TEMPORAL_UI_URL.replace(/\/$/, '');
  return { workflowId, url: `${ui}/namespaces/${namespace}/workflows/${workflow}` };
}

/** What every conversation's workflow is started with, from the configuration. */
export function conversationSettings(config: Config): ConversationInput['settings'] {
  return {
    settleForMs: config.SETTLE_FOR,
    idleIncompleteAfterMs: config.IDLE_INCOMPLETE_AFTER,
    parkAfterMs: config.PARK_AFTER,
    agentTimeoutMs: config.AGENT_TIMEOUT,
    providerTimeoutMs: config.PROVIDER_TIMEOUT,
    continueAsNewAfter: config.CONTINUE_AS_NEW_AFTER,
  };
}

/** How long one signal may take: beyond it the fact goes back to the relay, which tries again. */
const SIGNAL_LIMIT_MS = 5_000;

/**
 * A worker that dies holds its workflow tasks for this long before another gets them; one that is short of processor time has to be through
 * with all that it has at a time by then (worker/main.ts), or they are done twice. The latter is worse: it makes itself worse.
 */
const WORKFLOW_TASK_TIMEOUT_MS = 10_000;

/** Tells conversations' workflows what happened. */
export class ConversationClient {
  private constructor(
    private readonly client: Client,
    private readonly config: Config,
  ) {}

  /** Never waits for the server: a process must come up and record facts while Temporal is down. */
  static connectLazily(config: Config): ConversationClient {
    const connection = Connection.lazy({ ...temporalAddress(config), connectTimeout: SIGNAL_LIMIT_MS });
    return new ConversationClient(new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }), config);
  }

  /**
   * Signals a committed fact to its conversation's workflow, starting it if it does not run. Repeating it is harmless.
   * @throws when the server did not confirm within 5 s
   */
  async signal(fact: FactToSignal): Promise<void> {
    const { tenantId, interactionId, seq, after, at } = fact;
    const payload = { seq, after, at, ...fact.data } as FactPayload;
    const settings = conversationSettings(this.config);
    const input: ConversationInput = { tenantId, interactionId, settings, resume: after > 0 };
    await this.client.withDeadline(Date.now() + SIGNAL_LIMIT_MS, () =>
      this.client.workflow.signalWithStart<typeof conversation, [FactPayload]>('conversation', {
        workflowId: workflowIdOf(interactionId),
        taskQueue: this.config.TEMPORAL_TASK_QUEUE,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        args: [input],
        signal: fact.type,
        signalArgs: [payload],
        typedSearchAttributes: startAttributes(fact),
      }),
    );
  }

  /** Whether the server answers. @throws when it does not within 2 s */
  async check(): Promise<void> {
    const { connection } = this.client;
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace: this.config.TEMPORAL_NAMESPACE }),
    );
  }

  async close(): Promise<void> {
    await (this.client.connection as Connection).close();
  }
}

/** Set at the start, where they cost nothing; the workflow changes them when their class changes. */
function startAttributes(fact: FactToSignal): TypedSearchAttributes {
  const pairs: SearchAttributePair[] = [
    { key: searchAttributes.tenant, value: fact.tenantId },
    { key: searchAttributes.status, value: 'in_progress' },
    { key: searchAttributes.waitingFor, value: 'nothing' },
    { key: searchAttributes.provider, value: fact.provider },
  ];
  return new TypedSearchAttributes(pairs);
}
