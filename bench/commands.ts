/** What a program of the bench can be told by the process that started it. One object in, one value out. */
// biome-ignore lint/suspicious/noConfusingVoidType: a command may answer nothing
export type Commands = Record<string, (input: never) => Promise<unknown> | unknown | void>;

export interface CommandMessage {
  id: number;
  command: string;
  input: unknown;
}
export type ChildMessage =
  | { type: 'answer'; id: number; result?: unknown; error?: string }
  | { type: 'notice'; notice: unknown }
  | { type: 'ready' };

/** In the program: answers what it is told. */
export function serveCommands(commands: Commands): void {
  process.on('message', (message: CommandMessage) => {
    void answer(commands, message).then((said) => process.send?.(said));
  });
}

async function answer(commands: Commands, { id, command, input }: CommandMessage): Promise<ChildMessage> {
  try {
    return { type: 'answer', id, result: await commands[command]?.(input as never) };
  } catch (error) {
    return { type: 'answer', id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** In the program: tells the process that started it of something. */
export function notify(notice: unknown): void {
  process.send?.({ type: 'notice', notice } satisfies ChildMessage);
}
