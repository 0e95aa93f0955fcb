// Profilers that watch running processes from outside, for services that Node does not run: py-spy and perf.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { readProcessTree } from '../probes/processes.ts';
import { type CpuSummary, type FunctionTime, rankFunctions } from './cpu-profile.ts';

/** What was seen at one moment in one thread: its innermost function. */
interface Sample {
  readonly name: string;
  /** File and line, or the library. */
  readonly place: string;
  /** How often. */
  readonly count: number;
}

interface Sampler {
  /** The program, as it stands on the PATH. */
  readonly program: string;
  /** How to get it. */
  readonly hint: string;
  /** Name of what it writes, in the folder of the profile. */
  readonly fileName: string;
  /** Its words; it ends by itself after `seconds`. */
  readonly args: (pids: readonly number[], seconds: number, file: string) => readonly string[];
  /** Words that print what was seen, where the file is none to be read. */
  readonly print?: (file: string) => readonly string[];
  readonly parse: (text: string) => readonly Sample[];
}

/** Of fewer a share of ten per cent would be three samples or less. */
const leastSamples = 30;

/** Samples a second. Not 100, so that nothing that happens a hundred times a second is met always or never. */
const rateHz = 97;

export const samplers = {
  'py-spy': {
    program: 'py-spy',
    hint: 'Install it with `pip install py-spy`. Where ptrace is restricted it needs root.',
    fileName: 'py-spy.folded',
    args: ([pid = 0], seconds, file) => [
      ...['record', '--pid', String(pid), '--subprocesses', '--rate', String(rateHz)],
      // Of threads, those that run Python: which of the others wait, no system tells alike.
      ...['--duration', String(seconds), '--gil', '--format', 'raw', '--output', file],
    ],
    parse: parseFolded,
  },
  perf: {
    program: 'perf',
    hint: 'Install it (Debian: linux-perf). kernel.perf_event_paranoid above 2 asks for root.',
    fileName: 'perf.data',
    args: (pids, seconds, file) => [
      // By the clock: virtual machines have no counter of cycles.
      ...['record', '--quiet', '--event', 'cpu-clock', '-F', String(rateHz), '-g'],
      ...['--pid', pids.join(), '--output', file],
      ...['--', 'sleep', String(seconds)],
    ],
    print: (file) => ['script', '--input', file, '--fields', 'ip,sym,dso'],
    parse: parsePerfScript,
  },
} as const satisfies Readonly<Record<string, Sampler>>;

export type SamplerName = keyof typeof samplers;

export const isSampler = (tool: string): tool is SamplerName => Object.hasOwn(samplers, tool);

/** The profiler that sees the functions of what a command starts: V8's own, py-spy, or perf for anything compiled. */
export function chooseProfiler([program = '', ...args]: readonly string[]): 'cpu' | SamplerName {
  const names = [program, ...args].map((word) => basename(word).replace(/\.exe$/, ''));
  if (names[0] === 'node') return 'cpu';
  const python = /^(?:python[\d.]*|py|uv|gunicorn|uvicorn|hypercorn|flask|django-admin)$/;
  // `poetry run python …`, `.venv/bin/gunicorn`
  return names.some((name) => python.test(name) || name.endsWith('.py')) ? 'py-spy' : 'perf';
}

/**
 * Watches the tree of a process until `seconds` are over, and gives what was seen.
 * @param folder of the profile, which keeps what the tool wrote
 * @throws LoadstoneError PROFILE_FAILED where the tool is missing, may not look, or met too little work to say anything
 */
export async function watchProcesses(
  tool: SamplerName,
  pid: number,
  { seconds, file }: { readonly seconds: number; readonly file: string },
): Promise<CpuSummary & { readonly processes: number }> {
  const sampler: Sampler = samplers[tool];
  const pids = readProcessTree(pid);
  const recorded = await run(sampler, sampler.args(pids, seconds, file));
  const printed = sampler.print === undefined ? undefined : await run(sampler, sampler.print(file));
  const text = printed ?? (await readFile(file, 'utf8').catch(() => recorded));
  const samples = sampler.parse(text);
  const met = samples.reduce((sum, { count }) => sum + count, 0);
  if (met < leastSamples)
    throw new LoadstoneError(
      'PROFILE_FAILED',
      `${tool} met the service at work ${met} times in ${seconds} s, which is too little to say where its time goes.`,
      {
        hint: 'Load it for longer (--seconds). A service that mostly waits for its database is explained by that: `loadstone explain`.',
      },
    );
  return { ...summariseSamples(samples, seconds), processes: pids.length };
}

/** Standard output of a run that ended well. */
async function run({ program, hint }: Sampler, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = await once(child, 'close').catch((thrown: NodeJS.ErrnoException) => {
    const what = thrown.code === 'ENOENT' ? 'is not there' : thrown.message;
    throw new LoadstoneError('PROFILE_FAILED', `${program} ${what}.`, { cause: thrown, hint });
  });
  if (code === 0) return out;
  throw new LoadstoneError('PROFILE_FAILED', `${program} ended with code ${code}.`, {
    ...{ output: err, hint },
  });
}

/** A sample is a stretch of the time between two; of what is more than one thread at a time nothing is idle. */
export function summariseSamples(samples: readonly Sample[], seconds: number): CpuSummary {
  const byKey = new Map<string, Omit<FunctionTime, 'busyRatio'>>();
  const sampleUs = 1e6 / rateHz;
  for (const { name, place, count } of samples) {
    const key = `${name} ${place}`;
    const selfUs = (byKey.get(key)?.selfUs ?? 0) + count * sampleUs;
    byKey.set(key, { name, place, selfUs });
  }
  const ranked = rankFunctions([...byKey.values()]);
  return { ...ranked, idleUs: Math.max(0, seconds * 1e6 - ranked.busyUs) };
}

/** `outer (app.py:3);inner (lib.py:7) 12`: one line a stack, with how often it was met. */
export function parseFolded(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const at = line.lastIndexOf(' ');
    const count = Number(line.slice(at + 1));
    if (at === -1 || !(count > 0)) return [];
    const inner = line.slice(line.lastIndexOf(';', at) + 1, at);
    return [{ ...splitPlace(inner), count }];
  });
}

/** `work (app.py:3)` */
function splitPlace(frame: string): Pick<Sample, 'name' | 'place'> {
  const at = frame.lastIndexOf(' (');
  if (at === -1 || !frame.endsWith(')')) return { name: frame, place: '' };
  return { name: frame.slice(0, at), place: frame.slice(at + 2, -1) };
}

/** A block a sample, parted by empty lines; its first line is the innermost frame: `55d1 main.work (/srv/app)`. */
export function parsePerfScript(text: string): readonly Sample[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const frame = block.split('\n').find((line) => line.trim() !== '');
    const [address = '', ...rest] = frame?.trim().split(' ') ?? [];
    if (!/^[0-9a-f]+$/.test(address) || rest.length === 0) return [];
    const { name, place } = splitPlace(rest.join(' '));
    return [{ name: name.replace(/\+0x[0-9a-f]+$/, ''), place: basename(place), count: 1 }];
  });
}
