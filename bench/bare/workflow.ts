import { condition, defineSignal, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { type BareActivities, type BareInput, TEXT_SIGNAL } from './messages';

const text = defineSignal<[number]>(TEXT_SIGNAL);
const { ask, deliver } = proxyActivities<BareActivities>({ startToCloseTimeout: '30s' });

/**
 * The exchange and nothing else: signal, batch window, two activities. Written as Parley's is where that saves events: one
 * timer at a time to a due time that moves, never cancelled, and none at all when the window has already ended.
 */
export async function bareConversation({ windowMs }: BareInput): Promise<void> {
  const { workflowId } = workflowInfo();
  let texts = 0;
  let dueAt = 0;
  setHandler(text, (at) => {
    texts++;
    dueAt = at + windowMs;
  });
  for (;;) {
    await condition(() => texts > 0);
    for (let left = dueAt - Date.now(); left > 0; left = dueAt - Date.now()) await sleep(left);
    const batch = texts;
    texts = 0;
    const lateMs = await ask({ dueAt });
    await deliver({ workflowId, lateMs, texts: batch });
  }
}
