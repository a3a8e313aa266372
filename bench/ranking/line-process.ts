import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of its own that answers each line of JSON with one. Its stderr is passed on. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error(`${program} has no output`);
    this.#answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** One question at a time. @throws Error with the reason that the process gave, or when it has ended */
  ask<Answer>(question: Record<string, unknown>): Promise<Answer> {
    const answer = this.#turn.then(() => this.#ask<Answer>(question));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  end(): void {
    this.#child.stdin?.end();
  }

  async #ask<Answer>(question: Record<string, unknown>): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error(`${this.#child.spawnfile} ended without an answer`);
    const answer = JSON.parse(line.value) as Answer & { error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }
}

/** The other side: answers on stdout what `answer` makes of each line of stdin. */
export async function answerLines(answer: (question: never) => Promise<unknown>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const answered = await answer(JSON.parse(line) as never).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    process.stdout.write(`${JSON.stringify(answered)}\n`);
  }
}
