// A real Clinic around a service asks nobody: no usage figures, no update check, no proxy.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startVictim } from '../reach/test-ways.ts';
import { startChild } from '../services/child.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import { openJournal } from '../services/journal.ts';
import { buildClinicCommand, clinicEnv, visualiseClinic } from './clinic.ts';

/** Writes down every connection and every name that a process of Clinic asks for, and lets none through. */
const guard = `
  const { appendFileSync } = require('node:fs');
  const net = require('node:net'); const dns = require('node:dns');
  const refuse = (what) => { appendFileSync(process.env.GUARD_LOG, what + '\\n'); throw new Error('guarded: ' + what); };
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (options && options.path) return connect.apply(this, args);
    return refuse('connect ' + JSON.stringify(options));
  };
  dns.lookup = (name) => refuse('lookup ' + name);`;

test('collecting and making the page open no connection', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-clinic-'));
  const victim = await startVictim();
  const journal = openJournal(folder);
  const before = { ...process.env };
  const paths = {
    guard: join(folder, 'guard.cjs'),
    log: join(folder, 'log'),
    out: join(folder, 'out'),
  };
  writeFileSync(paths.guard, guard);
  writeFileSync(paths.log, '');
  writeFileSync(
    join(folder, 'work.mjs'),
    'let sum = 0; for (let i = 0; i < 3e8; i += 1) sum += i % 7;',
  );
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'npm_config_proxy'])
    process.env[name] = `http://${victim.host}`;
  onTestFinished(async () => {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'npm_config_proxy']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    journal.close();
    await victim.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const child = await startChild({
    command: buildClinicCommand('clinic-flame', paths.out, ['node', join(folder, 'work.mjs')]),
    env: {
      ...{ ...readInheritedEnv(), ...clinicEnv, GUARD_LOG: paths.log },
      NODE_OPTIONS: `--require ${paths.guard}`,
    },
    ...{ cwd: folder, cpus: undefined, journal },
  });
  expect(await child.exited).toMatchObject({ code: 0 });
  await child.end({ signal: 'SIGTERM', timeoutMs: 1_000 });
  expect(await visualiseClinic('clinic-flame', paths.out)).toMatch(/\.html$/);
  expect(readFileSync(paths.log, 'utf8')).toBe('');
  expect(victim.connections()).toBe(0);
  // The guard sees what it is there for.
  const code = `require(${JSON.stringify(paths.guard)}); require('node:net').connect(${victim.port}, '127.0.0.1')`;
  const guarded = promisify(execFile)(process.execPath, ['--eval', code], {
    env: { GUARD_LOG: paths.log },
  });
  await expect(guarded).rejects.toThrow('guarded: connect');
  expect(readFileSync(paths.log, 'utf8')).toContain(String(victim.port));
});
