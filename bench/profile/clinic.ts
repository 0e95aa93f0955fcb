// Runs Clinic.js around a service: its command line, how the service in it is ended, and its page.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LoadstoneError, messageOf } from '../errors.ts';
import { requireOptionalPackage } from '../optional-packages.ts';
import { readProcess, readProcessTree } from '../probes/processes.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';

export type ClinicTool = 'clinic-flame' | 'clinic-doctor';

/** Clinic asks for leave to send usage figures and looks for updates unless it is told not to. */
export const clinicEnv: Readonly<Record<string, string>> = {
  NO_INSIGHT: '1',
  NO_UPDATE_NOTIFIER: '1',
};

/** @throws LoadstoneError PROFILE_FAILED where Clinic is not installed */
function findClinic(): string {
  const file = requireOptionalPackage('clinic', 'PROFILE_FAILED', 'A profile by Clinic');
  return join(dirname(file), 'bin.js');
}

const nameOf = (tool: ClinicTool): string => tool.slice('clinic-'.length);

/** The command that collects while the service runs. @param command of the service, Node first */
export function buildClinicCommand(
  tool: ClinicTool,
  destination: string,
  [, ...args]: readonly string[],
): readonly string[] {
  const collect = [nameOf(tool), '--collect-only', '--dest', destination, '--'];
  return [process.execPath, findClinic(), ...collect, process.execPath, ...args];
}

/** Asks the service inside Clinic to end: Clinic itself goes on, since it has yet to write what it saw. */
export function endInsideClinic(clinicPid: number): void {
  for (const pid of readProcessTree(clinicPid)) {
    if (pid === clinicPid || readProcess(pid)?.parentPid !== clinicPid) continue;
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }
}

const visualiseTimeoutMs = 120_000;

/**
 * Makes the page of what was collected; Clinic needs neither browser nor network for it.
 * @returns path of the HTML file
 * @throws LoadstoneError PROFILE_FAILED
 */
export async function visualiseClinic(tool: ClinicTool, destination: string): Promise<string> {
  const collected = existsSync(destination)
    ? readdirSync(destination).find((name) => name.endsWith(`.${tool}`))
    : undefined;
  if (collected === undefined)
    throw new LoadstoneError('PROFILE_FAILED', `Clinic wrote nothing into ${destination}.`);
  const words = [findClinic(), nameOf(tool), '--visualize-only', join(destination, collected)];
  try {
    await promisify(execFile)(process.execPath, words, {
      env: { ...readInheritedEnv(), ...clinicEnv },
      timeout: visualiseTimeoutMs,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { readonly stderr?: string };
    throw new LoadstoneError(
      'PROFILE_FAILED',
      `Clinic could not make its page: ${messageOf(cause).split('\n')[0]}`,
      {
        ...{ cause, output: stderr },
        hint: `What it collected is kept in ${destination}.`,
      },
    );
  }
  return join(destination, `${collected}.html`);
}
