/** What the bare engine's workflow is started with and told; every time is milliseconds since 1970. */
export interface BareInput {
  windowMs: number;
}

/** The one signal: a text came, at this time. */
export const TEXT_SIGNAL = 'text';
export const BARE_WORKFLOW = 'bareConversation';
export const BARE_TASK_QUEUE = 'bench-bare';

/** The end of an exchange, as the bare worker tells it. */
export interface BareExchange {
  workflowId: string;
  /** How long after the window's end the first activity began. */
  lateMs: number;
  /** When the second activity ran. */
  deliveredAt: number;
  /** Signals that this exchange answered. */
  texts: number;
}

export interface BareActivities {
  /** Stands for asking the agent. @returns how late it was asked */
  ask(input: { dueAt: number }): Promise<number>;
  /** Stands for handing the reply to the provider. */
  deliver(exchange: Omit<BareExchange, 'deliveredAt'>): Promise<void>;
}
