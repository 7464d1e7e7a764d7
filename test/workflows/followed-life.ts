import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Effect } from '../../src/domain/conversation-events';
import type { ConversationState } from '../../src/domain/conversation-state';
import { nextDue } from '../../src/domain/conversation-state';
import { workflowIdOf } from '../../src/temporal';
import type { ConversationInput } from '../../workflows/messages';
import type { Move } from '../domain/conversation-moves';
import { World } from '../domain/conversation-world';
import { eventually } from '../support/eventually';
import { effectKey, type StartedActions } from './started-actions';

/** Short, so that all that is due by itself comes while a test waits. */
export const WINDOW_MS = 400;
const WAIT_MOST_MS = 1_500;
const PATIENCE = { limitMs: 20_000, everyMs: 10 };

/** A move as it was played, at its time. */
interface Played {
  at: number;
  play(world: World): void;
}

const timePasses = (at: number): Played => ({ at, play: (world) => world.passUntilDue(60_000) });

/**
 * One life, lived twice: by the rules in a world in miniature, and by the real workflow, to which that world tells the same
 * facts and whose actions end as they end there. After every move the two must agree on what was begun and on where the
 * conversation stands.
 *
 * Time is the workflow's: when a timer of its fired is seen by what it does, and the world's time is made to pass likewise,
 * before or after the last move, as either may be what happened.
 */
export class FollowedLife {
  private played: Played[] = [];
  private world: World;
  /** What of the world's log the workflow has been told. */
  private followed = 0;
  private readonly handle: WorkflowHandle;
  readonly words: string[] = [];
  losses = 0;
  firstRunId = '';

  constructor(
    private readonly client: Client,
    private readonly input: ConversationInput,
    private readonly taskQueue: string,
    private readonly actions: StartedActions,
  ) {
    this.world = this.relive([]);
    this.handle = client.workflow.getHandle(workflowIdOf(input.interactionId));
  }

  async begin(): Promise<void> {
    await this.start(false);
    this.firstRunId = (await this.handle.describe()).runId;
  }

  /** Plays one move on both sides, and sees that they agree. */
  async play(move: Move): Promise<void> {
    this.words.push(move.what);
    if (move.ownTime) return;
    if (move.passes !== undefined) return this.waitUntilDue(Math.min(move.passes, WAIT_MOST_MS));
    await this.playBoth(pinned(move, this.world));
  }

  /** Lets everything come to an end. */
  async settle(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      if (this.world.untold.length > 0) await this.playBoth((world) => world.tell(false, 0));
      else if (this.world.pending.length > 0) await this.playBoth((world) => world.end(0, 0));
      else if (this.dueInMs() <= 10_000) await this.waitUntilDue(10_000);
      else return;
    }
    throw new Error('it never comes to rest');
  }

  /** Facts that neither side was told yet. */
  get untold(): number {
    return this.world.untold.length;
  }

  get state(): ConversationState {
    return this.world.state;
  }

  async terminate(): Promise<void> {
    await this.handle.terminate('its life is over');
  }

  /** Whether the workflow went on in other runs than those that this began. */
  async wentOn(): Promise<boolean> {
    return this.losses === 0 && (await this.handle.describe()).runId !== this.firstRunId;
  }

  private async playBoth(play: (world: World) => void): Promise<void> {
    this.played.push({ at: Date.now(), play });
    this.world = this.relive(this.played);
    const news = this.world.log.slice(this.followed);
    this.followed = this.world.log.length;
    for (const { told, ended, lost } of news) {
      if (told) await this.signal(told);
      if (ended) this.actions.end(ended.effect, ended.event);
      if (lost) {
        this.losses++;
        this.actions.snapshot = lost;
        await this.handle.terminate('as if Temporal had lost it');
        await this.start(true);
      }
    }
    await this.agree();
  }

  /** The world tells two facts: the workflow hears of the later first, and of the earlier twice. */
  async tellTwo(): Promise<void> {
    this.words.push('two facts are told, the later one first');
    this.played.push({ at: Date.now(), play: (world) => world.tell(false, 0) });
    this.played.push({ at: Date.now(), play: (world) => world.tell(false, 0) });
    this.world = this.relive(this.played);
    const facts = this.world.log.slice(this.followed).flatMap(({ told }) => (told ? [told] : []));
    this.followed = this.world.log.length;
    for (const fact of [...facts.reverse(), ...facts.slice(-1)]) await this.signal(fact);
    await this.agree();
  }

  private async signal(fact: NonNullable<World['log'][number]['told']>): Promise<void> {
    const { type, ...payload } = fact;
    await this.handle.signal(type, payload);
  }

  private async start(resume: boolean): Promise<void> {
    await this.client.workflow.start('conversation', {
      workflowId: this.handle.workflowId,
      taskQueue: this.taskQueue,
      args: [{ ...this.input, resume }],
    });
  }

  private dueInMs(): number {
    return nextDue(this.world.state, this.input.settings).at - Math.max(Date.now(), this.world.now);
  }

  /** Waits for what is due within so long, as something that the workflow begins or decides by itself. */
  private async waitUntilDue(mostMs: number): Promise<void> {
    if (this.dueInMs() > mostMs) return;
    const before = this.world.effects.length;
    await eventually(async () => this.actions.started.length !== before, { limitMs: mostMs + PATIENCE.limitMs });
    await this.agree();
  }

  private relive(played: readonly Played[]): World {
    const world = new World(undefined, this.input.settings, WINDOW_MS, BIRTH, this.input.interactionId);
    for (const { at, play } of played) {
      world.now = Math.max(world.now, at);
      play(world);
    }
    return world;
  }

  /** Waits until the workflow is where the rules say, with time having passed there as it may have here. */
  private async agree(): Promise<void> {
    await eventually(async () => {
      const now = Date.now();
      const [last] = this.played.slice(-1);
      const before = this.played.slice(0, -1);
      const candidates: Played[][] = [
        this.played,
        [...this.played, timePasses(now)],
        [...this.played, timePasses(now), timePasses(now)],
        ...(last === undefined ? [] : [[...before, timePasses(last.at), last]]),
        ...(last === undefined ? [] : [[...before, timePasses(last.at), last, timePasses(now)]]),
      ];
      const there = await this.whatTheWorkflowSays();
      for (const played of candidates) {
        const world = this.relive(played);
        if (JSON.stringify(viewOf(world)) !== JSON.stringify(there)) continue;
        this.played = played;
        this.world = world;
        return;
      }
      expect({ there, life: this.words }).toEqual({ there: viewOf(this.world), life: this.words });
    }, PATIENCE);
  }

  private async whatTheWorkflowSays(): Promise<View> {
    const { currentDetails = '' } = (await this.handle.query('__temporal_workflow_metadata')) as {
      currentDetails?: string;
    };
    const row = (name: string) =>
      new RegExp(`^\\| \\*{0,2}${name}\\*{0,2} \\| (.*) \\|$`, 'm').exec(currentDetails)?.[1];
    return {
      began: [...this.actions.started].sort(),
      status: row('Status') ?? '',
      agentMode: row('Agent Mode') ?? '',
      handledUpTo: row('Handled up to') ?? '',
      needsPerson: row('Needs a person') ?? null,
      decisions: [...currentDetails.matchAll(/^- \S+: (.*)$/gm)].map(([, what]) => what!),
    };
  }
}

const BIRTH = Date.now();

interface View {
  began: string[];
  status: string;
  agentMode: string;
  handledUpTo: string;
  needsPerson: string | null;
  decisions: string[];
}

function viewOf({ effects, state }: World): View {
  return {
    began: effects.map(effectKey).sort(),
    status: state.status,
    agentMode: state.agentMode ? 'on' : 'off',
    handledUpTo: `event ${state.handledSeq}`,
    needsPerson: state.needsPerson,
    decisions: state.decisions.map(({ what }) => what),
  };
}

/** A move about "the third action" is about that very action, also where time passed before it and began another. */
function pinned({ action, play }: Move, world: World): Move['play'] {
  if (action === undefined) return play;
  const { does, index, choice } = action;
  const meant: Effect | undefined = world.pending[index % Math.max(world.pending.length, 1)]?.effect;
  return (again) => {
    const place = again.pending.findIndex(({ effect }) => JSON.stringify(effect) === JSON.stringify(meant));
    if (place !== -1) again[does](place, choice);
  };
}
