// Asks several workers at once and waits for those that answer in time.

/** One worker, as far as asking goes. */
interface Askable {
  readonly id: number;
}

export interface Gathering<Answer> {
  /** Sends a question to each worker and resolves, never rejects, with the answers by worker. */
  ask<Worker extends Askable>(
    workers: readonly Worker[],
    send: (worker: Worker, questionId: number) => void,
  ): Promise<ReadonlyMap<number, Answer>>;
  answer(workerId: number, questionId: number, answer: Answer): void;
  /** A worker that is gone is waited for no longer. */
  forsake(workerId: number): void;
}

interface Question<Answer> {
  readonly open: Set<number>;
  readonly answers: Map<number, Answer>;
  readonly settle: () => void;
}

/** Gatherings that wait at most `timeoutMs`. */
export function createGathering<Answer>(timeoutMs: number): Gathering<Answer> {
  const questions = new Map<number, Question<Answer>>();
  let lastId = 0;

  function close(questionId: number, workerId: number): void {
    const question = questions.get(questionId);
    question?.open.delete(workerId);
    if (question?.open.size === 0) question.settle();
  }

  return {
    ask: async (workers, send) => {
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<void>();
      const answers = new Map<number, Answer>();
      const open = new Set(workers.map((worker) => worker.id));
      if (open.size === 0) return answers;
      questions.set(id, { open, answers, settle: resolve });
      const timer = setTimeout(resolve, timeoutMs);
      for (const worker of workers) send(worker, id);
      await promise;
      clearTimeout(timer);
      questions.delete(id);
      return answers;
    },
    answer: (workerId, questionId, answer) => {
      questions.get(questionId)?.answers.set(workerId, answer);
      close(questionId, workerId);
    },
    forsake: (workerId) => {
      for (const questionId of [...questions.keys()]) close(questionId, workerId);
    },
  };
}
