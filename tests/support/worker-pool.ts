// Hands tasks to processes of the same program, for long simulations by hand.
import { fork } from 'node:child_process';

/** Answers each task that the parent sends; for a process that was started with `--worker`. */
export function serveTasks<Task, Played>(play: (task: Task) => Promise<Played>): void {
  process.on('message', (task: Task) => {
    play(task).then(
      (played) => process.send?.(played),
      (thrown: unknown) => {
        process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
        process.exit(1);
      },
    );
  });
}

/**
 * Plays the tasks in `workers` processes of `file --worker`, each one task at a time.
 * @param listen is told of each as soon as it is played
 */
export async function playInWorkers<Task extends object, Played>(
  file: string,
  tasks: readonly Task[],
  workers: number,
  listen: (task: Task, played: Played) => void,
): Promise<void> {
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(file, ['--worker']);
      let own: Task | undefined;
      const give = (): void => {
        own = tasks[next];
        next += 1;
        if (own === undefined) child.disconnect();
        else child.send(own);
      };
      child.on('message', (played: Played) => {
        if (own !== undefined) listen(own, played);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`A worker ended with ${code}.`));
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, work));
}
